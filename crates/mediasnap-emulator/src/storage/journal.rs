//! Keeps records across restarts, in a database file.
//!
//! Tables record their changes here. Before the response to a call is sent, its changes are written in one
//! transaction, so that acknowledged changes survive a crash of the process.

use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};

use rusqlite::{Connection, params};

/// Maximum time to wait for another process to close the file.
const TIMEOUT: std::time::Duration = std::time::Duration::from_millis(500);
/// Version of the file layout.
const LAYOUT: i64 = 1;

/// Reason why a file cannot be opened.
#[derive(Debug, thiserror::Error)]
pub(crate) enum OpenError {
    #[error(transparent)]
    Sqlite(rusqlite::Error),
    #[error("another emulator uses it")]
    Locked,
    #[error("it was written by a newer version: its layout is {layout}, not {LAYOUT}")]
    Newer { layout: i64 },
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

/// Pending changes, and the file that they are written to.
#[derive(Debug, Default)]
pub(crate) struct Journal {
    pending: Mutex<Vec<Change>>,
    /// `None` after it was closed.
    file: Option<Mutex<Option<Connection>>>,
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Journal {
    /// Opens or creates a file.
    pub(crate) fn open(path: &Path) -> Result<Self, OpenError> {
        let connection = Connection::open(path)?;
        // Tables are held in memory: a second process with the same file would overwrite the changes of the first.
        connection.busy_timeout(TIMEOUT)?;
        connection.pragma_update(None, "locking_mode", "EXCLUSIVE")?;
        connection.pragma_update(None, "journal_mode", "WAL")?;
        connection.pragma_update(None, "synchronous", "NORMAL")?;
        let layout: i64 = connection.pragma_query_value(None, "user_version", |row| row.get(0))?;
        if layout > LAYOUT {
            return Err(OpenError::Newer { layout });
        }
        connection.execute_batch(
            "CREATE TABLE IF NOT EXISTS records (
                kind TEXT NOT NULL, id TEXT NOT NULL, position INTEGER NOT NULL, json TEXT NOT NULL,
                PRIMARY KEY (kind, id)
            ) WITHOUT ROWID",
        )?;
        connection.pragma_update(None, "user_version", LAYOUT)?;
        Ok(Self {
            pending: Mutex::default(),
            file: Some(Mutex::new(Some(connection))),
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
            tracing::error!(table, %error, "a table cannot be read");
            Vec::new()
        })
    }

    /// Records a change.
    pub(crate) fn record(&self, change: Change) {
        if self.is_persistent() {
            lock(&self.pending).push(change);
        }
    }

    /// Closes the file, so that another emulator can open it.
    pub(crate) fn close(&self) {
        if let Some(file) = &self.file {
            drop(lock(file).take());
        }
    }

    /// Writes the pending changes.
    ///
    /// # Errors
    /// Returns an error if the file cannot be written. The changes remain pending.
    pub(crate) fn write(&self) -> rusqlite::Result<()> {
        let Some(file) = &self.file else { return Ok(()) };
        // A second caller waits here until the first has written the changes of both.
        let mut file = lock(file);
        let changes = std::mem::take(&mut *lock(&self.pending));
        if changes.is_empty() {
            return Ok(());
        }
        let written = match file.as_mut() {
            Some(connection) => apply(connection, &changes),
            None => Err(rusqlite::Error::InvalidQuery),
        };
        if written.is_err() {
            let mut pending = lock(&self.pending);
            let newer = std::mem::replace(&mut *pending, changes);
            pending.extend(newer);
        }
        written
    }
}

fn apply(connection: &mut Connection, changes: &[Change]) -> rusqlite::Result<()> {
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
