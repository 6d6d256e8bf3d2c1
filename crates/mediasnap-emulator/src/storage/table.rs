//! Tables of records, in the order they came, written through to a journal.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::storage::journal::{Change, Journal};

/// Records by id. Readers get a snapshot of a record and hold no lock on it.
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

    /// Puts a record in, in place of one with the same id, and says where.
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
    /// A table with what the journal has kept of it.
    pub(crate) fn open(name: &'static str, journal: &Arc<Journal>) -> Self {
        let mut rows = Rows::empty();
        for (position, id, record) in journal.records(name) {
            rows.next = rows.next.max(position);
            match serde_json::from_str(&record) {
                Ok(record) => drop(rows.put(&id, Arc::new(record))),
                Err(error) => {
                    tracing::warn!(table = name, id, %error, "a record is not readable and left out");
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

    /// Notes a record for the journal. The table is locked meanwhile, so that changes are noted in their order.
    fn note(&self, id: &str, position: u64, record: &T) {
        if self.journal.is_kept() {
            let json = serde_json::to_string(record).unwrap_or_default();
            self.journal.note(Change::Put {
                table: self.name,
                id: id.to_owned(),
                position,
                json,
            });
        }
    }

    /// Puts a record in, in place of one with the same id.
    pub(crate) fn put(&self, id: &str, record: T) {
        let record = Arc::new(record);
        let mut rows = self.write();
        let position = rows.put(id, Arc::clone(&record));
        self.note(id, position, &record);
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
        let result = change(Arc::make_mut(slot));
        self.note(id, position, slot);
        Some(result)
    }

    /// Takes a record out.
    pub(crate) fn remove(&self, id: &str) -> Option<Arc<T>> {
        let mut rows = self.write();
        let position = rows.positions.remove(id)?;
        self.journal.note(Change::Remove {
            table: self.name,
            id: id.to_owned(),
        });
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

    /// Shows every record with its id, in no order.
    pub(crate) fn each(&self, mut show: impl FnMut(&str, &T)) {
        let rows = self.read();
        for (id, position) in &rows.positions {
            if let Some(record) = rows.records.get(position) {
                show(id, record);
            }
        }
    }

    /// The newest records, newest first.
    pub(crate) fn latest(&self, most: usize) -> Vec<Arc<T>> {
        self.read().records.values().rev().take(most).cloned().collect()
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
}

/// What every table can do, whatever its records are.
pub(crate) trait AnyTable: Sync {
    /// The table's name.
    fn name(&self) -> &'static str;

    /// Every record with its id, oldest first, as JSON.
    fn dump(&self) -> Value;

    /// Puts records in that [`dump`](Self::dump) has given out.
    ///
    /// # Errors
    /// When a record is not one of this table; those before it are in.
    fn load(&self, records: &Value) -> Result<(), String>;

    /// Forgets everything.
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

    fn load(&self, records: &Value) -> Result<(), String> {
        for entry in records
            .as_array()
            .ok_or_else(|| format!("{} is no list", self.name))?
        {
            let id = entry
                .get("id")
                .and_then(Value::as_str)
                .ok_or_else(|| format!("a record of {} has no id", self.name))?;
            let record = entry.get("record").cloned().unwrap_or_default();
            let record =
                serde_json::from_value(record).map_err(|error| format!("{} {id}: {error}", self.name))?;
            self.put(id, record);
        }
        Ok(())
    }

    fn clear(&self) {
        let mut rows = self.write();
        rows.positions.clear();
        rows.records.clear();
        self.journal.note(Change::Clear { table: self.name });
    }
}
