//! What every benchmark asks of its own process: two threads to run on, its memory and its CPU time.

// Each benchmark uses its part of it.
#![allow(dead_code)]

pub(crate) type Fallible<T> = Result<T, Box<dyn std::error::Error + Send + Sync>>;

/// A runtime of two threads, whatever the machine has.
pub(crate) fn runtime() -> Fallible<tokio::runtime::Runtime> {
    Ok(tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()?)
}

/// The CPU time of this process in seconds, from `/proc`.
pub(crate) fn cpu_time() -> Fallible<f64> {
    let mut total = 0.0;
    for task in std::fs::read_dir("/proc/self/task")? {
        let text = std::fs::read_to_string(task?.path().join("schedstat"))?;
        total += text.split_whitespace().next().unwrap_or("0").parse::<f64>()?;
    }
    Ok(total / 1e9)
}

/// How many bytes of this process are in memory: the second number of `/proc/self/statm`, in pages, times the size of a page,
/// which is what the kernel's `VmRSS` says in kilobytes.
pub(crate) fn resident() -> Fallible<u64> {
    let statm = std::fs::read_to_string("/proc/self/statm")?;
    let pages: u64 = statm
        .split(' ')
        .nth(1)
        .ok_or("statm has no second number")?
        .parse()?;
    Ok(pages * page_size()?)
}

/// The size of a page of memory, from the auxiliary vector of this process.
fn page_size() -> Fallible<u64> {
    const PAGE_SIZE: usize = 6;
    let vector = std::fs::read("/proc/self/auxv")?;
    let mut words = vector.chunks_exact(size_of::<usize>()).map(|word| {
        let mut bytes = [0; size_of::<usize>()];
        bytes.copy_from_slice(word);
        usize::from_ne_bytes(bytes)
    });
    while let (Some(kind), Some(value)) = (words.next(), words.next()) {
        if kind == PAGE_SIZE {
            return Ok(u64::try_from(value)?);
        }
    }
    Err("the auxiliary vector does not tell the size of a page".into())
}
