//! Tables of records in order of insertion, whose changes are recorded in a journal.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::storage::journal::{Change, Journal};

/// Records by id. Readers receive a snapshot of a record and hold no lock on it.
#[derive(Debug)]
pub(crate) struct Table<T> {
    name: &'static str,
    journal: Arc<Journal>,
    rows: RwLock<Rows<T>>,
}

#[derive(Debug)]
struct Rows<T> {
    next: u64,
    positions: HashMap<String, u64>,
    records: BTreeMap<u64, Arc<T>>,
}

impl<T> Rows<T> {
    fn empty() -> Self {
        Self {
            next: 0,
            positions: HashMap::new(),
            records: BTreeMap::new(),
        }
    }

    /// Inserts or replaces a record, and returns its position.
    fn put(&mut self, id: &str, record: Arc<T>) -> u64 {
        let position = self.positions.get(id).copied().unwrap_or(self.next);
        if position == self.next {
            self.next += 1;
            self.positions.insert(id.to_owned(), position);
        }
        self.records.insert(position, record);
        position
    }
}

impl<T: Clone + Serialize + DeserializeOwned> Table<T> {
    /// Opens a table with the records that the journal holds.
    pub(crate) fn open(name: &'static str, journal: &Arc<Journal>) -> Self {
        let mut rows = Rows::empty();
        for (position, id, record) in journal.records(name) {
            rows.next = rows.next.max(position);
            match serde_json::from_str(&record) {
                Ok(record) => drop(rows.put(&id, Arc::new(record))),
                Err(error) => {
                    tracing::warn!(table = name, id, %error, "an unreadable record is skipped");
                }
            }
        }
        Self {
            name,
            journal: Arc::clone(journal),
            rows: RwLock::new(rows),
        }
    }

    fn read(&self) -> RwLockReadGuard<'_, Rows<T>> {
        self.rows.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn write(&self) -> RwLockWriteGuard<'_, Rows<T>> {
        self.rows.write().unwrap_or_else(PoisonError::into_inner)
    }

    /// Records a change in the journal. The table is locked meanwhile, so that changes are recorded in order.
    fn record(&self, id: &str, position: u64, record: &T) {
        if self.journal.is_persistent() {
            let json = serde_json::to_string(record).unwrap_or_default();
            self.journal.record(Change::Put {
                table: self.name,
                id: id.to_owned(),
                position,
                json,
            });
        }
    }

    /// Inserts or replaces a record.
    pub(crate) fn put(&self, id: &str, record: T) {
        let record = Arc::new(record);
        let mut rows = self.write();
        let position = rows.put(id, Arc::clone(&record));
        self.record(id, position, &record);
    }

    /// Returns the record with this id.
    pub(crate) fn get(&self, id: &str) -> Option<Arc<T>> {
        let rows = self.read();
        rows.positions
            .get(id)
            .and_then(|position| rows.records.get(position))
            .cloned()
    }

    /// Changes a record. Returns `None` if it does not exist.
    pub(crate) fn update<R>(&self, id: &str, change: impl FnOnce(&mut T) -> R) -> Option<R> {
        let mut rows = self.write();
        let position = rows.positions.get(id).copied()?;
        let slot = rows.records.get_mut(&position)?;
        let result = change(Arc::make_mut(slot));
        self.record(id, position, slot);
        Some(result)
    }

    /// Removes a record.
    pub(crate) fn remove(&self, id: &str) -> Option<Arc<T>> {
        let mut rows = self.write();
        let position = rows.positions.remove(id)?;
        self.journal.record(Change::Remove {
            table: self.name,
            id: id.to_owned(),
        });
        rows.records.remove(&position)
    }

    /// Returns the records that match, oldest first.
    pub(crate) fn list(&self, fits: impl Fn(&T) -> bool) -> Vec<Arc<T>> {
        self.read()
            .records
            .values()
            .filter(|record| fits(record))
            .cloned()
            .collect()
    }

    /// Calls `show` with every record and its id, in no particular order.
    pub(crate) fn each(&self, mut show: impl FnMut(&str, &T)) {
        let rows = self.read();
        for (id, position) in &rows.positions {
            if let Some(record) = rows.records.get(position) {
                show(id, record);
            }
        }
    }

    /// Returns the newest records, newest first.
    pub(crate) fn latest(&self, max: usize) -> Vec<Arc<T>> {
        self.read().records.values().rev().take(max).cloned().collect()
    }

    /// Returns the newest record that matches.
    pub(crate) fn newest(&self, fits: impl Fn(&T) -> bool) -> Option<Arc<T>> {
        self.read()
            .records
            .values()
            .rev()
            .find(|record| fits(record))
            .cloned()
    }
}

/// Operations on a table that do not depend on the type of its records.
pub(crate) trait AnyTable: Sync {
    /// Returns the name of the table.
    fn name(&self) -> &'static str;

    /// Returns all records with their ids as JSON, oldest first.
    fn dump(&self) -> Value;

    /// Checks records before they are loaded.
    ///
    /// # Errors
    /// Returns an error for a record that does not belong to this table.
    fn check(&self, records: &Value) -> Result<(), String>;

    /// Inserts records that [`dump`](Self::dump) has returned.
    ///
    /// # Errors
    /// Returns an error, and inserts nothing, if a record does not belong to this table.
    fn load(&self, records: &Value) -> Result<(), String>;

    /// Removes all records.
    fn clear(&self);
}

impl<T: Clone + Serialize + DeserializeOwned + Send + Sync> AnyTable for Table<T> {
    fn name(&self) -> &'static str {
        self.name
    }

    fn dump(&self) -> Value {
        let rows = self.read();
        let ids: BTreeMap<u64, &str> = rows
            .positions
            .iter()
            .map(|(id, position)| (*position, id.as_str()))
            .collect();
        let entries = ids.iter().filter_map(|(position, id)| {
            let record = serde_json::to_value(&**rows.records.get(position)?).ok()?;
            Some(json!({ "id": id, "record": record }))
        });
        entries.collect()
    }

    fn check(&self, records: &Value) -> Result<(), String> {
        self.decode(records).map(drop)
    }

    fn load(&self, records: &Value) -> Result<(), String> {
        for (id, record) in self.decode(records)? {
            self.put(id, record);
        }
        Ok(())
    }

    fn clear(&self) {
        let mut rows = self.write();
        rows.positions.clear();
        rows.records.clear();
        self.journal.record(Change::Clear { table: self.name });
    }
}

impl<T: DeserializeOwned> Table<T> {
    /// Decodes records that were returned by [`dump`](AnyTable::dump), each with its id.
    fn decode<'a>(&self, records: &'a Value) -> Result<Vec<(&'a str, T)>, String> {
        let mut decoded = Vec::new();
        for entry in records
            .as_array()
            .ok_or_else(|| format!("{} is not an array", self.name))?
        {
            let id = entry
                .get("id")
                .and_then(Value::as_str)
                .ok_or_else(|| format!("a record of {} has no id", self.name))?;
            let record = entry.get("record").cloned().unwrap_or_default();
            let record =
                serde_json::from_value(record).map_err(|error| format!("{} {id}: {error}", self.name))?;
            decoded.push((id, record));
        }
        Ok(decoded)
    }
}
