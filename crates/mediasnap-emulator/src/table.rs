//! A table of records, in the order they came.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

/// Records by id. Readers get a snapshot of a record and hold no lock on it.
#[derive(Debug)]
pub(crate) struct Table<T> {
    rows: RwLock<Rows<T>>,
}

#[derive(Debug)]
struct Rows<T> {
    next: u64,
    positions: HashMap<String, u64>,
    records: BTreeMap<u64, Arc<T>>,
}

impl<T> Default for Table<T> {
    fn default() -> Self {
        let rows = Rows {
            next: 0,
            positions: HashMap::new(),
            records: BTreeMap::new(),
        };
        Self {
            rows: RwLock::new(rows),
        }
    }
}

impl<T: Clone> Table<T> {
    fn read(&self) -> RwLockReadGuard<'_, Rows<T>> {
        self.rows.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn write(&self) -> RwLockWriteGuard<'_, Rows<T>> {
        self.rows.write().unwrap_or_else(PoisonError::into_inner)
    }

    /// Puts a record in, in place of one with the same id.
    pub(crate) fn put(&self, id: &str, record: T) {
        let mut rows = self.write();
        let position = rows.positions.get(id).copied().unwrap_or(rows.next);
        if position == rows.next {
            rows.next += 1;
            rows.positions.insert(id.to_owned(), position);
        }
        rows.records.insert(position, Arc::new(record));
    }

    /// The record with this id.
    pub(crate) fn get(&self, id: &str) -> Option<Arc<T>> {
        let rows = self.read();
        rows.positions
            .get(id)
            .and_then(|position| rows.records.get(position))
            .cloned()
    }

    /// Changes a record; nothing happens, and nothing comes back, without one.
    pub(crate) fn update<R>(&self, id: &str, change: impl FnOnce(&mut T) -> R) -> Option<R> {
        let mut rows = self.write();
        let position = rows.positions.get(id).copied()?;
        let slot = rows.records.get_mut(&position)?;
        Some(change(Arc::make_mut(slot)))
    }

    /// Takes a record out.
    pub(crate) fn remove(&self, id: &str) -> Option<Arc<T>> {
        let mut rows = self.write();
        let position = rows.positions.remove(id)?;
        rows.records.remove(&position)
    }

    /// The records that fit, oldest first.
    pub(crate) fn list(&self, fits: impl Fn(&T) -> bool) -> Vec<Arc<T>> {
        self.read()
            .records
            .values()
            .filter(|record| fits(record))
            .cloned()
            .collect()
    }

    /// The newest record that fits.
    pub(crate) fn newest(&self, fits: impl Fn(&T) -> bool) -> Option<Arc<T>> {
        self.read()
            .records
            .values()
            .rev()
            .find(|record| fits(record))
            .cloned()
    }

    /// Forgets everything.
    pub(crate) fn clear(&self) {
        let mut rows = self.write();
        rows.positions.clear();
        rows.records.clear();
    }
}
