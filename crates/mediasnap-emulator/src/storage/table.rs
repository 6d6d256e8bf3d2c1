//! Tables of records in order of insertion, whose changes are recorded in a journal.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use serde_json::{Value, json};

use crate::storage::journal::{Change, Journal, Undo};

/// Records by id. Readers receive a snapshot of a record and hold no lock on it.
#[derive(Debug)]
pub(crate) struct Table<T> {
    name: &'static str,
    journal: Arc<Journal>,
    rows: Arc<RwLock<Rows<T>>>,
}

#[derive(Debug)]
struct Rows<T> {
    next: u64,
    positions: HashMap<String, u64>,
    records: BTreeMap<u64, Arc<T>>,
    /// Ids of records that were removed and are remembered.
    retired: HashSet<String>,
}

impl<T> Rows<T> {
    fn empty() -> Self {
        Self {
            next: 0,
            positions: HashMap::new(),
            records: BTreeMap::new(),
            retired: HashSet::new(),
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

    fn take(&mut self, id: &str) -> Option<(u64, Arc<T>)> {
        let position = self.positions.remove(id)?;
        Some((position, self.records.remove(&position)?))
    }

    fn slot(&self, id: &str) -> Option<(u64, Arc<T>)> {
        let position = self.positions.get(id)?;
        Some((*position, Arc::clone(self.records.get(position)?)))
    }

    /// Restores the record of an id as it was before a change.
    fn restore(&mut self, id: &str, before: Option<(u64, Arc<T>)>) {
        self.take(id);
        self.retired.remove(id);
        if let Some((position, record)) = before {
            self.positions.insert(id.to_owned(), position);
            self.records.insert(position, record);
        }
    }
}

impl<T> Table<T> {
    fn read(&self) -> RwLockReadGuard<'_, Rows<T>> {
        self.rows.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn write(&self) -> RwLockWriteGuard<'_, Rows<T>> {
        write(&self.rows)
    }

    /// Returns whether a record with this id was [retired](Self::retire).
    pub(crate) fn is_retired(&self, id: &str) -> bool {
        self.read().retired.contains(id)
    }
}

fn write<T>(rows: &RwLock<Rows<T>>) -> RwLockWriteGuard<'_, Rows<T>> {
    rows.write().unwrap_or_else(PoisonError::into_inner)
}

impl<T: Clone + Serialize + DeserializeOwned + Send + Sync + 'static> Table<T> {
    /// Opens a table with the records that the journal holds.
    pub(crate) fn open(name: &'static str, journal: &Arc<Journal>) -> Self {
        let mut rows = Rows::empty();
        for (position, id, record) in journal.records(name) {
            rows.next = rows.next.max(position);
            match serde_json::from_str(&record) {
                Ok(Some(record)) => drop(rows.put(&id, Arc::new(record))),
                Ok(None) => drop(rows.retired.insert(id)),
                Err(error) => journal.report_unreadable(format!("{name} {id} is not a record: {error}")),
            }
        }
        Self {
            name,
            journal: Arc::clone(journal),
            rows: Arc::new(RwLock::new(rows)),
        }
    }

    /// Records a change of an id in the journal. The table is locked meanwhile, so that changes are recorded in order.
    fn record(&self, id: &str, change: impl FnOnce(String) -> Change, before: Option<(u64, Arc<T>)>) {
        if self.journal.is_persistent() {
            let (rows, id) = (Arc::clone(&self.rows), id.to_owned());
            let change = change(id.clone());
            let undo = move || write(&rows).restore(&id, before);
            self.journal.record(change, Undo(Box::new(undo)));
        }
    }

    /// Records a new value of an id.
    fn record_put(&self, id: &str, position: u64, record: Option<&T>, before: Option<(u64, Arc<T>)>) {
        let change = |id| Change::Put {
            table: self.name,
            id,
            position,
            json: serde_json::to_string(&record).unwrap_or_default(),
        };
        self.record(id, change, before);
    }

    /// Inserts or replaces a record.
    pub(crate) fn put(&self, id: &str, record: T) {
        let record = Arc::new(record);
        let mut rows = self.write();
        let before = rows.slot(id);
        let position = rows.put(id, Arc::clone(&record));
        self.record_put(id, position, Some(&record), before);
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
        let before = self.journal.is_persistent().then(|| (position, Arc::clone(slot)));
        let result = change(Arc::make_mut(slot));
        self.record_put(id, position, Some(slot), before);
        Some(result)
    }

    /// Removes a record.
    pub(crate) fn remove(&self, id: &str) -> Option<Arc<T>> {
        let mut rows = self.write();
        let (position, record) = rows.take(id)?;
        let table = self.name;
        self.record(
            id,
            |id| Change::Remove { table, id },
            Some((position, Arc::clone(&record))),
        );
        Some(record)
    }

    /// Removes a record and remembers its id.
    pub(crate) fn retire(&self, id: &str) -> Option<Arc<T>> {
        let mut rows = self.write();
        let (position, record) = rows.take(id)?;
        rows.retired.insert(id.to_owned());
        self.record_put(id, position, None, Some((position, Arc::clone(&record))));
        Some(record)
    }

    /// Inserts a record of a state, or remembers that it was retired.
    fn load(&self, id: &str, record: Option<T>) {
        if let Some(record) = record {
            return self.put(id, record);
        }
        let mut rows = self.write();
        rows.retired.insert(id.to_owned());
        self.record_put(id, rows.next, None, None);
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

/// A record of a state that can be loaded.
#[derive(Debug, Deserialize)]
pub(crate) struct StateRecord {
    id: String,
    /// The record, or null if it was retired.
    record: Box<RawValue>,
}

/// Operations on a table that do not depend on the type of its records.
pub(crate) trait AnyTable: Sync {
    /// Returns the name of the table.
    fn name(&self) -> &'static str;

    /// Returns all records with their ids as JSON, oldest first, and null for those that were retired.
    fn dump(&self) -> Value;

    /// Decodes records that [`dump`](Self::dump) has returned. The result inserts them.
    ///
    /// # Errors
    /// Returns an error for a record that does not belong to this table.
    fn decode<'a>(&'a self, records: &'a [StateRecord]) -> Result<Box<dyn FnOnce() + 'a>, String>;

    /// Removes all records.
    fn clear(&self);
}

impl<T: Clone + Serialize + DeserializeOwned + Send + Sync + 'static> AnyTable for Table<T> {
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
        let retired: BTreeSet<&String> = rows.retired.iter().collect();
        let retired = retired.into_iter().map(|id| json!({ "id": id, "record": null }));
        entries.chain(retired).collect()
    }

    fn decode<'a>(&'a self, records: &'a [StateRecord]) -> Result<Box<dyn FnOnce() + 'a>, String> {
        let decode = |StateRecord { id, record }: &'a StateRecord| -> Result<(&'a str, Option<T>), String> {
            let record = serde_json::from_str(record.get());
            Ok((
                id,
                record.map_err(|error| format!("{} {id}: {error}", self.name))?,
            ))
        };
        let decoded: Vec<_> = records.iter().map(decode).collect::<Result<_, _>>()?;
        Ok(Box::new(move || {
            for (id, record) in decoded {
                self.load(id, record);
            }
        }))
    }

    fn clear(&self) {
        let mut rows = self.write();
        let next = rows.next;
        let before = std::mem::replace(
            &mut *rows,
            Rows {
                next,
                ..Rows::empty()
            },
        );
        if self.journal.is_persistent() {
            let rows = Arc::clone(&self.rows);
            let undo = Undo(Box::new(move || *write(&rows) = before));
            self.journal.record(Change::Clear { table: self.name }, undo);
        }
    }
}
