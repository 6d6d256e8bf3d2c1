//! Keeps records over restarts, in a database file.
//!
//! Tables note their changes here. Before a call is answered its changes are written, in one transaction: what was
//! acknowledged is in the file, whatever happens to the process afterwards.

use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};

use rusqlite::{Connection, params};

/// How long to wait for another process to let go of the file.
const PATIENCE: std::time::Duration = std::time::Duration::from_millis(500);
/// The file is one of this layout.
const LAYOUT: i64 = 1;

/// A file cannot be used.
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

/// What was noted and, if it is kept at all, where it goes.
#[derive(Debug, Default)]
pub(crate) struct Journal {
    noted: Mutex<Vec<Change>>,
    /// Empty after it was closed.
    file: Option<Mutex<Option<Connection>>>,
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Journal {
    /// Opens or makes a file.
    pub(crate) fn open(path: &Path) -> Result<Self, OpenError> {
        let connection = Connection::open(path)?;
        // Tables live in memory: a second process with the same file would overwrite what the first has written.
        connection.busy_timeout(PATIENCE)?;
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
            noted: Mutex::default(),
            file: Some(Mutex::new(Some(connection))),
        })
    }

    /// Whether there is a file.
    pub(crate) fn is_kept(&self) -> bool {
        self.file.is_some()
    }

    /// The records of a table, oldest first.
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

    /// Notes a change.
    pub(crate) fn note(&self, change: Change) {
        if self.is_kept() {
            lock(&self.noted).push(change);
        }
    }

    /// Closes the file, so that another emulator can open it.
    pub(crate) fn close(&self) {
        if let Some(file) = &self.file {
            drop(lock(file).take());
        }
    }

    /// Writes what was noted.
    ///
    /// # Errors
    /// When the file cannot be written; the changes stay noted.
    pub(crate) fn write(&self) -> rusqlite::Result<()> {
        let Some(file) = &self.file else { return Ok(()) };
        // Who comes second waits here until the first has written what both have noted.
        let mut file = lock(file);
        let changes = std::mem::take(&mut *lock(&self.noted));
        if changes.is_empty() {
            return Ok(());
        }
        let written = match file.as_mut() {
            Some(connection) => apply(connection, &changes),
            None => Err(rusqlite::Error::InvalidQuery),
        };
        if written.is_err() {
            let mut noted = lock(&self.noted);
            let newer = std::mem::replace(&mut *noted, changes);
            noted.extend(newer);
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
