//! A profile that the caller names: the files alone, and in them that profile; and metadata services that are switched off.

use mediasnap_core::ErrorKind;
use mediasnap_core::operation::Vendor;
use mediasnap_credentials::{ProvideCredentials as _, RegionSetting, default_chain, world_writable};
use serde_json::json;

use crate::support::{Machine, Server, id, origin, reply};

/// A machine with keys in its variables and profiles in its files.
fn machine() -> Machine {
    let mut machine = Machine::new();
    let huawei = "[basic]\nak = basic\nsk = s\n[work]\nak = work\nsk = s\nproject_id = p\n";
    machine.write(".huaweicloud/credentials", huawei);
    let tencent =
        "[default]\nsecret_id = default\nsecret_key = s\n[work]\nsecret_id = work\nsecret_key = s\n";
    machine.write(".tencentcloud/credentials", tencent);
    let key =
        |name: &str| json!({"name": name, "mode": "AK", "access_key_id": name, "access_key_secret": "s"});
    let cli = json!({"current": "mine", "profiles": [key("mine"), key("work")]});
    machine.write(".aliyun/config.json", &cli.to_string());
    let section =
        |name: &str| format!("[{name}]\ntype = access_key\naccess_key_id = {name}\naccess_key_secret = s\n");
    machine.write(
        ".alibabacloud/credentials",
        &format!("{}{}{}", section("default"), section("work"), section("sdk")),
    );
    machine
        .set("HUAWEICLOUD_SDK_AK", "environment")
        .set("HUAWEICLOUD_SDK_SK", "s")
        .set("TENCENTCLOUD_SECRET_ID", "environment")
        .set("TENCENTCLOUD_SECRET_KEY", "s")
        .set("ALIBABA_CLOUD_ACCESS_KEY_ID", "environment")
        .set("ALIBABA_CLOUD_ACCESS_KEY_SECRET", "s")
        .set("ALIBABA_CLOUD_PROFILE", "mine");
    machine
}

#[tokio::test]
async fn a_named_profile_wins_over_everything() {
    for (vendor, profile, place) in [
        (Vendor::Huawei, "work", ".huaweicloud/credentials"),
        (Vendor::Huawei, "basic", ".huaweicloud/credentials"),
        (Vendor::Tencent, "work", ".tencentcloud/credentials"),
        (Vendor::Tencent, "default", ".tencentcloud/credentials"),
        (Vendor::Alibaba, "work", ".aliyun/config.json"),
        (Vendor::Alibaba, "sdk", ".alibabacloud/credentials"),
    ] {
        let machine = machine();
        let environment = default_chain(vendor, &machine.config());
        assert_eq!(id(&environment.resolve_identity().await.unwrap()), "environment");
        let named = default_chain(vendor, &machine.config().with_profile(profile));
        let identity = named.resolve_identity().await.unwrap();
        assert_eq!(id(&identity), profile);
        assert!(origin(&identity).ends_with(&machine.path(place).display().to_string()));
        let project = (vendor == Vendor::Huawei && profile == "work").then_some("p");
        assert_eq!(identity.project_id.as_deref(), project);
    }
}

#[tokio::test]
async fn a_profile_that_is_nowhere_is_an_error_that_names_it() {
    for vendor in [Vendor::Huawei, Vendor::Tencent, Vendor::Alibaba] {
        let chain = default_chain(vendor, &machine().config().with_profile("nowhere"));
        let error = chain.resolve_identity().await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Config);
        let line = error.to_string();
        assert!(
            line.starts_with("no credentials in the profile `nowhere`; "),
            "{line}"
        );
        assert!(
            !line.contains("environment") && !line.contains("metadata"),
            "{line}"
        );
    }
}

#[cfg(unix)]
#[tokio::test]
async fn a_pipe_is_no_file_and_nothing_waits_for_it() {
    let mut machine = Machine::new();
    let pipe = machine.path("pipe");
    assert!(
        std::process::Command::new("mkfifo")
            .arg(&pipe)
            .status()
            .unwrap()
            .success()
    );
    for (vendor, variable) in [
        (Vendor::Huawei, "HUAWEICLOUD_SDK_CREDENTIALS_FILE"),
        (Vendor::Tencent, "TENCENTCLOUD_CREDENTIALS_FILE"),
        (Vendor::Alibaba, "ALIBABA_CLOUD_CREDENTIALS_FILE"),
    ] {
        machine.set(variable, pipe.display().to_string());
        let error = default_chain(vendor, &machine.config())
            .resolve_identity()
            .await
            .unwrap_err();
        assert!(error.to_string().contains("pipe is not a file"), "{error}");
    }
}

#[tokio::test]
async fn metadata_services_are_switched_off_by_variables() {
    let server = Server::start(|_| reply(500, "")).await;
    for (vendor, variable, value, off) in [
        (Vendor::Huawei, "MEDIASNAP_METADATA_DISABLED", "true", true),
        (Vendor::Tencent, "MEDIASNAP_METADATA_DISABLED", "1", true),
        (Vendor::Alibaba, "MEDIASNAP_METADATA_DISABLED", "TRUE", true),
        (
            Vendor::Alibaba,
            "ALIBABA_CLOUD_ECS_METADATA_DISABLED",
            "true",
            true,
        ),
        (Vendor::Tencent, "MEDIASNAP_METADATA_DISABLED", "false", false),
        (
            Vendor::Tencent,
            "ALIBABA_CLOUD_ECS_METADATA_DISABLED",
            "true",
            false,
        ),
    ] {
        let mut machine = Machine::new();
        machine.set(variable, value);
        let before = server.count();
        let config = machine.config().with_metadata_url(&server.url);
        let error = default_chain(vendor, &config)
            .resolve_identity()
            .await
            .unwrap_err();
        assert_eq!(server.count() == before, off, "{vendor:?} {variable}={value}");
        let named = error
            .to_string()
            .contains(&format!("is switched off by the variable {variable}"));
        assert_eq!(named, off, "{error}");
    }
}

#[test]
fn the_region_of_a_variable_then_of_the_profile() {
    let find = |machine: &Machine, vendor| {
        RegionSetting::find(vendor, &machine.config()).map(|found| (found.region, found.source))
    };
    for (vendor, variable, path, profile, source) in [
        (
            Vendor::Alibaba,
            "ALIBABA_CLOUD_REGION_ID",
            ".aliyun/config.json",
            "\u{feff}{\"current\":\"a\",\"profiles\":[{\"name\":\"a\",\"region_id\":\"of-profile\"}]}",
            "profile `a` of ",
        ),
        (
            Vendor::Alibaba,
            "ALICLOUD_REGION_ID",
            ".alibabacloud/credentials",
            "[default]\nregion_id = of-profile",
            "[default] of ",
        ),
        (
            Vendor::Tencent,
            "TENCENTCLOUD_REGION",
            ".tencentcloud/credentials",
            "[default]\nregion = of-profile",
            "[default] of ",
        ),
        (
            Vendor::Huawei,
            "HUAWEICLOUD_SDK_REGION",
            ".huaweicloud/credentials",
            "[basic]\nregion = of-profile",
            "[basic] of ",
        ),
    ] {
        let mut machine = Machine::new();
        assert_eq!(find(&machine, vendor), None);
        let file = machine.write(path, profile);
        assert_eq!(
            find(&machine, vendor),
            Some(("of-profile".into(), format!("{source}{file}")))
        );
        machine.set(variable, " of-variable ");
        assert_eq!(
            find(&machine, vendor),
            Some(("of-variable".into(), format!("variable {variable}")))
        );
        machine.set(variable, " ");
        machine.write(path, "no such format");
        assert_eq!(find(&machine, vendor), None);
    }
}

#[cfg(unix)]
#[test]
fn files_that_everyone_can_change() {
    use std::os::unix::fs::PermissionsExt as _;
    for (vendor, path) in [
        (Vendor::Alibaba, ".aliyun/config.json"),
        (Vendor::Alibaba, ".alibabacloud/credentials"),
        (Vendor::Tencent, ".tencentcloud/credentials"),
        (Vendor::Huawei, ".huaweicloud/credentials"),
    ] {
        let machine = Machine::new();
        let file = machine.write(path, "");
        for (mode, expected) in [(0o600, 0), (0o664, 0), (0o666, 1), (0o602, 1)] {
            std::fs::set_permissions(&file, std::fs::Permissions::from_mode(mode)).unwrap();
            let found = world_writable(vendor, &machine.config());
            assert_eq!(found.len(), expected, "{path} {mode:o}");
        }
    }
}
