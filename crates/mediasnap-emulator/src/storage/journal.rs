//! Keeps records across restarts, in a database file.
//!
//! Tables record their changes here. Before the response to a call is sent, its changes are written in one
//! transaction, so that acknowledged changes survive a crash of the process. If they cannot be written, for example because
//! the disk is full, they are undone, so that a rejected call leaves nothing behind.

use std::cell::Cell;
use std::fmt;
use std::ops::Range;
use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError, RwLock};

use rusqlite::{Connection, params};

/// Maximum time to wait for another process to close the file.
const TIMEOUT: std::time::Duration = std::time::Duration::from_millis(500);
/// Version of the file layout.
const LAYOUT: i64 = 1;
/// Columns of the only table.
const COLUMNS: &str = "kind, id, position, json";

/// Reason why a file cannot be opened.
#[derive(Debug, thiserror::Error)]
pub(crate) enum OpenError {
    #[error(transparent)]
    Sqlite(rusqlite::Error),
    #[error("another emulator uses it")]
    Locked,
    #[error("it was written by a newer version: its layout is {layout}, not {LAYOUT}")]
    Newer { layout: i64 },
    #[error("it is a database of another program, with the table `{0}`")]
    Foreign(String),
    #[error("its table `records` has the columns {0}, not {COLUMNS}")]
    Columns(String),
}

impl From<rusqlite::Error> for OpenError {
    fn from(error: rusqlite::Error) -> Self {
        match error.sqlite_error_code() {
            Some(rusqlite::ErrorCode::DatabaseBusy | rusqlite::ErrorCode::DatabaseLocked) => Self::Locked,
            _ => Self::Sqlite(error),
        }
    }
}

/// A change of a table.
#[derive(Debug)]
pub(crate) enum Change {
    Put {
        table: &'static str,
        id: String,
        position: u64,
        json: String,
    },
    Remove {
        table: &'static str,
        id: String,
    },
    Clear {
        table: &'static str,
    },
}

/// Restores a table as it was before a change.
pub(crate) struct Undo(pub(crate) Box<dyn FnOnce() + Send>);

impl fmt::Debug for Undo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Undo(..)")
    }
}

/// The changes of a call could not be written, and were undone.
#[derive(Debug, thiserror::Error)]
#[error("the data file cannot be written: {0}")]
pub(crate) struct WriteError(String);

/// Changes that are not written yet. All changes are numbered in the order in which they were made.
#[derive(Debug, Default)]
struct Pending {
    changes: Vec<(Change, Undo)>,
    /// Number of the next change.
    next: u64,
    /// Numbers of the changes that were undone.
    undone: Vec<Range<u64>>,
}

impl Pending {
    /// Returns the number of the first change that is not written yet.
    fn first(&self) -> u64 {
        self.next - self.changes.len() as u64
    }
}

/// Pending changes, and the file that they are written to.
#[derive(Debug, Default)]
pub(crate) struct Journal {
    pending: Mutex<Pending>,
    /// `None` after it was closed.
    file: Option<Mutex<Option<Connection>>>,
    /// Shared by calls in progress. Undoing changes waits for them, so that none is based on an undone change.
    calls: RwLock<()>,
    /// Reason why the records in the file cannot be used.
    unreadable: Mutex<Option<String>>,
}

thread_local! {
    /// Number of the last change that the call on this thread has made.
    static LAST: Cell<Option<u64>> = const { Cell::new(None) };
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Checks that an existing file is one of the emulator's.
fn check_shape(connection: &Connection) -> Result<(), OpenError> {
    let layout: i64 = connection.pragma_query_value(None, "user_version", |row| row.get(0))?;
    if layout > LAYOUT {
        return Err(OpenError::Newer { layout });
    }
    let names = |sql: &str| -> rusqlite::Result<Vec<String>> {
        connection
            .prepare(sql)?
            .query_map([], |row| row.get(0))?
            .collect()
    };
    let tables = names("SELECT name FROM sqlite_schema WHERE name NOT LIKE 'sqlite_%'")?;
    if let Some(foreign) = tables.iter().find(|name| *name != "records") {
        return Err(OpenError::Foreign(foreign.clone()));
    }
    let columns = names("SELECT name FROM pragma_table_info('records')")?.join(", ");
    if tables.is_empty() || columns == COLUMNS {
        Ok(())
    } else {
        Err(OpenError::Columns(columns))
    }
}

impl Journal {
    /// Opens or creates a file.
    pub(crate) fn open(path: &Path) -> Result<Self, OpenError> {
        let connection = Connection::open(path)?;
        // Tables are held in memory: a second process with the same file would overwrite the changes of the first.
        connection.busy_timeout(TIMEOUT)?;
        connection.pragma_update(None, "locking_mode", "EXCLUSIVE")?;
        check_shape(&connection)?;
        connection.pragma_update(None, "journal_mode", "WAL")?;
        connection.pragma_update(None, "synchronous", "NORMAL")?;
        connection.execute_batch(
            "CREATE TABLE IF NOT EXISTS records (
                kind TEXT NOT NULL, id TEXT NOT NULL, position INTEGER NOT NULL, json TEXT NOT NULL,
                PRIMARY KEY (kind, id)
            ) WITHOUT ROWID",
        )?;
        connection.pragma_update(None, "user_version", LAYOUT)?;
        Ok(Self {
            file: Some(Mutex::new(Some(connection))),
            ..Self::default()
        })
    }

    /// Returns whether there is a file.
    pub(crate) fn is_persistent(&self) -> bool {
        self.file.is_some()
    }

    /// Returns the records of a table, oldest first.
    pub(crate) fn records(&self, table: &str) -> Vec<(u64, String, String)> {
        let Some(file) = &self.file else { return Vec::new() };
        let file = lock(file);
        let Some(connection) = file.as_ref() else {
            return Vec::new();
        };
        let read = || -> rusqlite::Result<Vec<(u64, String, String)>> {
            let mut statement = connection
                .prepare("SELECT position, id, json FROM records WHERE kind = ?1 ORDER BY position")?;
            let rows = statement.query_map([table], |row| {
                let position: i64 = row.get(0)?;
                Ok((
                    u64::try_from(position).unwrap_or_default(),
                    row.get(1)?,
                    row.get(2)?,
                ))
            })?;
            rows.collect()
        };
        read().unwrap_or_else(|error| {
            self.report_unreadable(format!("{table} cannot be read: {error}"));
            Vec::new()
        })
    }

    /// Remembers why the records in the file cannot be used.
    pub(crate) fn report_unreadable(&self, reason: String) {
        lock(&self.unreadable).get_or_insert(reason);
    }

    /// Returns why the records in the file cannot be used, if a table reported a reason.
    pub(crate) fn unreadable(&self) -> Option<String> {
        lock(&self.unreadable).clone()
    }

    /// Records a change.
    pub(crate) fn record(&self, change: Change, undo: Undo) {
        let mut pending = lock(&self.pending);
        LAST.set(Some(pending.next));
        pending.next += 1;
        pending.changes.push((change, undo));
    }

    /// Closes the file, so that another emulator can open it.
    pub(crate) fn close(&self) {
        if let Some(file) = &self.file {
            drop(lock(file).take());
        }
    }

    /// Executes a call and writes the changes that it made, all of them on this thread.
    pub(crate) fn transaction<R>(&self, call: impl FnOnce() -> R) -> (R, Result<(), WriteError>) {
        LAST.set(None);
        let result = {
            let _in_progress = self.calls.read().unwrap_or_else(PoisonError::into_inner);
            call()
        };
        (result, LAST.take().map_or(Ok(()), |last| self.write(last)))
    }

    /// Makes changes that follow from the state and can be made again: no call fails because they cannot be written.
    pub(crate) fn derived<R>(change: impl FnOnce() -> R) -> R {
        let last = LAST.get();
        let result = change();
        LAST.set(last);
        result
    }

    /// Writes all pending changes.
    pub(crate) fn flush(&self) -> Result<(), WriteError> {
        let pending = lock(&self.pending);
        let last = pending
            .next
            .checked_sub(1)
            .filter(|_| !pending.changes.is_empty());
        drop(pending);
        last.map_or(Ok(()), |last| self.write(last))
    }

    /// Writes all changes up to the one with this number at least.
    ///
    /// # Errors
    /// Returns an error if the file cannot be written, or could not be written by another caller. The changes are undone.
    fn write(&self, last: u64) -> Result<(), WriteError> {
        let Some(file) = &self.file else { return Ok(()) };
        // A second caller waits here until the first has written the changes of both.
        let mut file = lock(file);
        let (first, mut changes) = {
            let mut pending = lock(&self.pending);
            if last < pending.first() {
                let undone = pending.undone.iter().any(|numbers| numbers.contains(&last));
                return if undone {
                    Err(WriteError("it could not be written".to_owned()))
                } else {
                    Ok(())
                };
            }
            (pending.first(), std::mem::take(&mut pending.changes))
        };
        let written = match file.as_mut() {
            Some(connection) => apply(connection, changes.iter().map(|(change, _)| change)),
            None => Err(rusqlite::Error::InvalidQuery),
        };
        let Err(error) = written else { return Ok(()) };
        let _all = self.calls.write().unwrap_or_else(PoisonError::into_inner);
        {
            let mut pending = lock(&self.pending);
            changes.append(&mut pending.changes);
            let next = pending.next;
            match pending.undone.last_mut().filter(|numbers| numbers.end == first) {
                Some(numbers) => numbers.end = next,
                None => pending.undone.push(first..next),
            }
        }
        for (_, Undo(undo)) in changes.into_iter().rev() {
            undo();
        }
        Err(WriteError(error.to_string()))
    }

    /// Lets no write succeed that makes the file larger, as if the disk was full.
    #[cfg(test)]
    pub(crate) fn set_full(&self, full: bool) {
        let Some(file) = &self.file else { return };
        let pages: i64 = if full { 1 } else { 1_000_000 };
        if let Some(connection) = lock(file).as_ref() {
            // The number is raised to that of the existing pages.
            let _ = connection.pragma_update(None, "max_page_count", pages);
        }
    }
}

fn apply<'a>(connection: &mut Connection, changes: impl Iterator<Item = &'a Change>) -> rusqlite::Result<()> {
    let transaction = connection.transaction()?;
    {
        let mut put = transaction.prepare_cached(
            "INSERT INTO records (kind, id, position, json) VALUES (?1, ?2, ?3, ?4)
             ON CONFLICT (kind, id) DO UPDATE SET position = excluded.position, json = excluded.json",
        )?;
        let mut remove = transaction.prepare_cached("DELETE FROM records WHERE kind = ?1 AND id = ?2")?;
        let mut clear = transaction.prepare_cached("DELETE FROM records WHERE kind = ?1")?;
        for change in changes {
            match change {
                Change::Put {
                    table,
                    id,
                    position,
                    json,
                } => put.execute(params![
                    table,
                    id,
                    i64::try_from(*position).unwrap_or(i64::MAX),
                    json
                ])?,
                Change::Remove { table, id } => remove.execute(params![table, id])?,
                Change::Clear { table } => clear.execute([table])?,
            };
        }
    }
    transaction.commit()
}
