//! The example runs, and leaves what it promises.

// Helpers of a test are no tests to the lint.
#![allow(clippy::unwrap_used)]

#[allow(unreachable_pub)]
#[path = "../examples/one_job.rs"]
mod one_job;

#[tokio::test(flavor = "multi_thread")]
async fn one_job_on_every_product() {
    let folder = std::env::temp_dir().join(format!("mediasnap-one-job-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let told = one_job::run(&folder).await.unwrap();
    let files = std::fs::read_dir(&folder).unwrap().count();
    std::fs::remove_dir_all(&folder).unwrap();
    let cases = mediasnap::conformance::cases();
    let ended = cases.iter().filter(|case| !case.endless);
    assert_eq!(told.len(), ended.clone().count(), "{told:?}");
    let images: usize = ended.map(|case| case.images).sum();
    assert!(files >= images, "{files} files: {told:?}");
}
