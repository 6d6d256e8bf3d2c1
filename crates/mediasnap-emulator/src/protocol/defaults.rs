//! Default keys and identifiers.

/// Id of the access key of an emulator that was given none.
pub const ACCESS_KEY_ID: &str = "EMULATORAK";
/// Secret of the access key of an emulator that was given none. It protects nothing: the emulator is a test server.
pub const SECRET_ACCESS_KEY: &str = "emulator-secret-key";
/// Default key that notifications are signed with.
pub const CALLBACK_KEY: &str = "emulator-callback-key";
/// Huawei Cloud project used in examples. The emulator accepts any project.
pub const HUAWEI_PROJECT_ID: &str = "0123456789abcdef0123456789abcdef";
