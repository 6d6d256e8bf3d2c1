//! Generates the client of this crate from its lowered spec.
fn main() -> Result<(), Box<dyn std::error::Error>> {
    mediasnap_codegen::build("openapi.json")
}
