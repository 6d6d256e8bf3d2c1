//! Where the vendors keep the services that hand out credentials: hosts of the credentials, not of any product.

/// Metadata service of an Alibaba ECS instance.
/// <https://www.alibabacloud.com/help/en/ecs/user-guide/view-instance-metadata>
pub(crate) const ALIBABA_METADATA: &str = "http://100.100.100.200";
/// Metadata service of a Tencent CVM instance.
/// <https://www.tencentcloud.com/document/product/213/4934>
pub(crate) const TENCENT_METADATA: &str = "http://metadata.tencentyun.com";
/// Metadata service of a Huawei ECS instance.
/// <https://support.huaweicloud.com/intl/en-us/usermanual-ecs/ecs_03_0166.html>
pub(crate) const HUAWEI_METADATA: &str = "http://169.254.169.254";
/// Lifetime of a requested metadata session token in seconds.
pub(crate) const METADATA_TOKEN_SECONDS: &str = "21600";

/// Alibaba STS. <https://www.alibabacloud.com/help/en/ram/developer-reference/api-sts-2015-04-01-endpoint>
pub(crate) const ALIBABA_STS: &str = "sts.aliyuncs.com";
/// Where it exchanges RSA key pairs, unless it is asked in another region.
pub(crate) const ALIBABA_STS_OF_KEY_PAIRS: &str = "sts.ap-northeast-1.aliyuncs.com";
/// The version of its API.
pub(crate) const ALIBABA_STS_VERSION: &str = "2015-04-01";
/// Where the Alibaba CLI's OAuth logins are exchanged: site in China and international site.
/// <https://www.alibabacloud.com/help/en/cli/configure-credentials>
pub(crate) const ALIBABA_OAUTH: [(&str, &str); 2] = [
    ("CN", "https://oauth.aliyun.com"),
    ("INTL", "https://oauth.alibabacloud.com"),
];

/// Tencent STS. <https://www.tencentcloud.com/document/product/1150/49452>
pub(crate) const TENCENT_STS: &str = "sts.tencentcloudapi.com";
/// The version of its API.
pub(crate) const TENCENT_STS_VERSION: &str = "2018-08-13";
/// The region that its requests name where the caller has none.
pub(crate) const TENCENT_STS_REGION: &str = "ap-guangzhou";

/// The Huawei regions with an IAM host of their own. <https://developer.huaweicloud.com/intl/en-us/endpoint?IAM>
const HUAWEI_IAM_REGIONS: [&str; 27] = [
    "ae-ad-1",
    "af-south-1",
    "ap-southeast-1",
    "ap-southeast-2",
    "ap-southeast-3",
    "ap-southeast-4",
    "cn-east-2",
    "cn-east-3",
    "cn-east-4",
    "cn-east-5",
    "cn-north-1",
    "cn-north-12",
    "cn-north-2",
    "cn-north-4",
    "cn-north-9",
    "cn-south-1",
    "cn-south-2",
    "cn-southwest-2",
    "eu-west-0",
    "la-north-2",
    "la-south-2",
    "me-east-1",
    "my-kualalumpur-1",
    "na-mexico-1",
    "ru-moscow-1",
    "sa-brazil-1",
    "tr-west-1",
];

/// The Huawei regions with an STS host of their own. <https://developer.huaweicloud.com/intl/en-us/endpoint?STS>
const HUAWEI_STS_REGIONS: [&str; 12] = [
    "af-south-1",
    "ap-southeast-1",
    "ap-southeast-2",
    "ap-southeast-3",
    "ap-southeast-4",
    "cn-east-3",
    "cn-north-4",
    "cn-south-1",
    "cn-southwest-2",
    "la-south-2",
    "sa-brazil-1",
    "tr-west-1",
];

/// Huawei's IAM host for a region.
pub(crate) fn huawei_iam(region: Option<&str>) -> String {
    match region.filter(|region| HUAWEI_IAM_REGIONS.contains(region)) {
        Some(region) => format!("https://iam.{region}.myhuaweicloud.com"),
        None => "https://iam.myhuaweicloud.com".to_owned(),
    }
}

/// Huawei's STS host for a region.
pub(crate) fn huawei_sts(region: Option<&str>) -> String {
    let region = region
        .filter(|region| HUAWEI_STS_REGIONS.contains(region))
        .unwrap_or("cn-north-4");
    format!("https://sts.{region}.myhuaweicloud.com")
}
