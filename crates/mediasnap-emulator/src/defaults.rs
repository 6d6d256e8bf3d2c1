//! Keys and identifiers that an emulator knows by default.

/// The id of the key that an emulator knows when none is given.
pub const ACCESS_KEY_ID: &str = "EMULATORAK";
/// The secret of the key that an emulator knows when none is given. It protects nothing: the emulator is a test server.
pub const SECRET_ACCESS_KEY: &str = "emulator-secret-key";
/// The key that notifications are signed with when none is given.
pub const CALLBACK_KEY: &str = "emulator-callback-key";
/// The Huawei Cloud project to call the emulator with. It answers for any project; this is the one that examples use.
pub const HUAWEI_PROJECT_ID: &str = "0123456789abcdef0123456789abcdef";
