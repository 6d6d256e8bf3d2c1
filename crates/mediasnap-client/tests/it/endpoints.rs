//! Regions, the vendors' overrides, and several endpoints.

use mediasnap_client::auth::AccessKey;
use mediasnap_client::{ErrorKind, Remedy, RetryPolicy, Transport, endpoint};

use crate::products::{ALIBABA, HUAWEI, TENCENT, builder, call};
use crate::support::{Machine, NOBODY, Server, noon, reply};

fn located(machine: &Machine, region: &str) -> Result<Vec<String>, String> {
    endpoint::locate(&HUAWEI, region, &machine.provider_config()).map_err(|error| error.to_string())
}

#[test]
fn the_variable_then_the_file_then_the_spec() {
    let mut machine = Machine::new();
    assert_eq!(
        located(&machine, "cn-north-4").unwrap(),
        ["https://vod.cn-north-4.example.com"]
    );
    assert_eq!(
        located(&machine, "moon").unwrap_err(),
        "huawei-test: unknown region `moon`; huawei-test has cn-east-2, cn-north-4"
    );
    machine.write(
        ".huaweicloud/regions.yaml",
        "MPC:\n  - id: cn-north-4\n    endpoint: https://mpc.test\nvod:\n  - id: cn-north-4\n    endpoint: https://file.test\n\
         \x20 - id: moon\n    endpoints:\n      - https://a.test\n      - b.test\n",
    );
    assert_eq!(located(&machine, "cn-north-4").unwrap(), ["https://file.test"]);
    assert_eq!(located(&machine, "moon").unwrap(), ["https://a.test", "b.test"]);
    assert_eq!(
        located(&machine, "cn-east-2").unwrap(),
        ["https://vod.cn-east-2.example.com"]
    );

    let other = machine.write(
        "other.yaml",
        "VOD:\n  - id: cn-north-4\n    endpoint: https://other.test\n",
    );
    machine.set("HUAWEICLOUD_SDK_REGIONS_FILE", other);
    assert_eq!(located(&machine, "cn-north-4").unwrap(), ["https://other.test"]);
    machine.set(
        "HUAWEICLOUD_SDK_REGION_VOD_CN_NORTH_4",
        " one.test , https://two.test,",
    );
    assert_eq!(
        located(&machine, "cn-north-4").unwrap(),
        ["one.test", "https://two.test"]
    );

    for (endpoint, why) in [
        ("a/b", "the endpoint `https://a/b` must be a host without a path"),
        ("a:b@c", "the endpoint must not hold credentials"),
    ] {
        let wrong = machine.write(
            "wrong.yaml",
            &format!("VOD:\n  - id: moon\n    endpoint: {endpoint}\n"),
        );
        machine.set("HUAWEICLOUD_SDK_REGIONS_FILE", &wrong);
        assert_eq!(located(&machine, "moon").unwrap_err(), format!("{wrong}: {why}"));
        machine.set("HUAWEICLOUD_SDK_REGION_VOD_MOON", format!("good.test,{endpoint}"));
        assert_eq!(
            located(&machine, "moon").unwrap_err(),
            format!("the variable HUAWEICLOUD_SDK_REGION_VOD_MOON: {why}")
        );
        machine.unset("HUAWEICLOUD_SDK_REGION_VOD_MOON");
    }

    let absent = machine.path("absent.yaml").display().to_string();
    machine.set("HUAWEICLOUD_SDK_REGIONS_FILE", &absent);
    assert_eq!(
        located(&machine, "cn-east-2").unwrap_err(),
        format!("{absent} does not exist")
    );
}

#[test]
fn the_clients_endpoint() {
    let mut machine = Machine::new();
    machine.set(
        "HUAWEICLOUD_SDK_REGION_VOD_CN_NORTH_4",
        "one.test,https://two.test",
    );
    let huawei = || {
        builder()
            .provider_config(machine.provider_config())
            .region("cn-north-4")
    };
    assert_eq!(
        huawei().transport(&HUAWEI).unwrap().endpoint(),
        "https://one.test"
    );
    let explicit = huawei()
        .endpoint("http://127.0.0.1:8080")
        .transport(&HUAWEI)
        .unwrap();
    assert_eq!(explicit.endpoint(), "http://127.0.0.1:8080");

    let alibaba = |region: &str| {
        builder()
            .region(region)
            .transport(&ALIBABA)
            .unwrap()
            .endpoint()
            .to_owned()
    };
    assert_eq!(alibaba("cn-hangzhou"), "https://vod.cn-shanghai.aliyuncs.com");
    assert_eq!(alibaba("eu-central-1"), "https://vod.eu-central-1.aliyuncs.com");
    assert!(builder().region("evil.com/").transport(&ALIBABA).is_err());

    let tencent = |root: &str| builder().root_domain(root).transport(&TENCENT);
    assert_eq!(
        tencent("internal.tencentcloudapi.com").unwrap().endpoint(),
        "https://tiw.internal.tencentcloudapi.com"
    );
    assert_eq!(
        tencent("tencentcloudapi.com.cn").unwrap().endpoint(),
        "https://tiw.tencentcloudapi.com.cn"
    );
    for (root, host) in [
        ("tencentcloudapi.com", "https://tiw.tencentcloudapi.com"),
        ("intl.tencentcloudapi.com", "https://tiw.intl.tencentcloudapi.com"),
        (
            "internal.tencentcloudapi.com",
            "https://tiw.internal.tencentcloudapi.com",
        ),
    ] {
        let intl = builder()
            .region("ap-singapore")
            .root_domain(root)
            .transport(&TENCENT);
        assert_eq!(intl.unwrap().endpoint(), host);
    }
    assert_eq!(
        tencent("a/b").unwrap_err().message(),
        "the root domain is no domain name"
    );
    let error = builder()
        .region("cn-shanghai")
        .root_domain("a.b")
        .transport(&ALIBABA)
        .unwrap_err();
    assert_eq!(
        error.message(),
        "only hosts of Tencent Cloud have a root domain to replace"
    );

    for (endpoint, message) in [
        (
            "ftp://a",
            "the endpoint `ftp://a` must be http:// or https:// and a host",
        ),
        ("https://a:b@c", "the endpoint must not hold credentials"),
        ("https://a:b@c:99999", "the endpoint must not hold credentials"),
        ("ftp://a:b@c", "the endpoint must not hold credentials"),
        ("a:b@c d", "the endpoint must not hold credentials"),
        (
            "https://a/b",
            "the endpoint `https://a/b` must be a host without a path",
        ),
    ] {
        assert_eq!(
            builder()
                .endpoint(endpoint)
                .transport(&TENCENT)
                .unwrap_err()
                .message(),
            message
        );
    }
}

fn over(endpoints: &[&str], retry: RetryPolicy) -> Transport {
    builder()
        .endpoints(endpoints.to_vec())
        .clock(Machine::new().hands)
        .retry(retry)
        .credentials(AccessKey::new("AK", "SK"))
        .transport(&TENCENT)
        .unwrap()
}

#[tokio::test]
async fn a_refused_connection_moves_on_signed_anew_and_stays() {
    let server = Server::start(|_| reply(200, r#"{"Response":{"RequestId":"r"}}"#)).await;
    // Even where no attempt may be repeated: nothing was sent.
    let transport = over(&[NOBODY, &server.url], RetryPolicy::none());
    let answer = call(&transport).await.unwrap();
    assert_eq!(answer.attempts, 1);
    assert_eq!(transport.endpoint(), server.url);
    let seen = &server.seen()[0];
    assert_eq!(seen.header("host"), server.url.strip_prefix("http://"));
    assert_eq!(seen.signer(&AccessKey::new("AK", "SK"), noon()), "AK");
    call(&transport).await.unwrap();
    assert_eq!(server.count(), 2);
}

#[tokio::test]
async fn nothing_but_a_failed_connection_moves_on() {
    let first = Server::start(|_| reply(500, "{}")).await;
    let second = Server::start(|_| reply(200, r#"{"Response":{"RequestId":"r"}}"#)).await;
    let transport = over(&[&first.url, &second.url], RetryPolicy::standard());
    assert_eq!(call(&transport).await.unwrap_err().status(), Some(500));
    assert_eq!((first.count(), second.count()), (1, 0));
}

#[tokio::test]
async fn when_no_endpoint_answers_the_error_is_one() {
    let transport = over(&[NOBODY, "http://127.0.0.1:2"], RetryPolicy::none());
    let error = call(&transport).await.unwrap_err();
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::Connect, 1));
}

#[test]
fn the_region_is_given_or_that_of_the_variable_or_of_the_profile() {
    let mut machine = Machine::new();
    machine.write(
        ".aliyun/config.json",
        r#"{"current":"a","profiles":[{"name":"a","region_id":"cn-beijing"},{"name":"b","region_id":"cn-hangzhou"}]}"#,
    );
    let region = |machine: &Machine, given: Option<&str>, profile: Option<&str>| {
        let mut client = builder().provider_config(machine.provider_config());
        if let Some(given) = given {
            client = client.region(given);
        }
        if let Some(profile) = profile {
            client = client.profile(profile);
        }
        let transport = client.transport(&ALIBABA).unwrap();
        (
            transport.region().unwrap().to_owned(),
            transport.endpoint().to_owned(),
        )
    };
    let host = |region: &str| format!("https://vod.{region}.aliyuncs.com");
    assert_eq!(
        region(&machine, None, None),
        ("cn-beijing".into(), host("cn-beijing"))
    );
    assert_eq!(
        region(&machine, None, Some("b")),
        ("cn-hangzhou".into(), host("cn-shanghai"))
    );
    machine.set("ALIBABA_CLOUD_REGION_ID", "eu-central-1");
    assert_eq!(
        region(&machine, None, Some("b")),
        ("eu-central-1".into(), host("eu-central-1"))
    );
    assert_eq!(
        region(&machine, Some("us-west-1"), None),
        ("us-west-1".into(), host("us-west-1"))
    );

    machine.set("HUAWEICLOUD_SDK_REGION", "moon");
    let error = builder()
        .provider_config(machine.provider_config())
        .transport(&HUAWEI)
        .unwrap_err();
    assert_eq!(
        error.hint(),
        Some("the region is from variable HUAWEICLOUD_SDK_REGION")
    );

    let error = builder()
        .provider_config(Machine::new().provider_config())
        .transport(&ALIBABA)
        .unwrap_err();
    assert_eq!(error.remedy(), Some(Remedy::Region));
    assert!(
        error.message().contains("the variable ALIBABA_CLOUD_REGION_ID"),
        "{error}"
    );
}
