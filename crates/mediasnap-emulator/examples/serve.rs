//! Runs an emulator until the program is interrupted: `cargo run -p mediasnap-emulator --example serve -- 127.0.0.1:8080`.

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let address = std::env::args()
        .nth(1)
        .unwrap_or_else(|| "127.0.0.1:0".to_owned());
    let emulator = mediasnap_emulator::Emulator::builder()
        .listen(address)
        .start()
        .await?;
    #[allow(clippy::print_stdout)] // whoever starts the program reads the address there
    {
        println!("{{\"listening\":\"{}\"}}", emulator.url());
    }
    std::future::pending::<()>().await;
    Ok(())
}
