//! The contracts of the workspace, one test binary: each module holds one kind of promise.

mod vectors;
