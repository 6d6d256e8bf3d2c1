//! Templates decide what images look like: a request that says so, too, must not say anything else.

use mediasnap_core::Error;
use mediasnap_tencent_vod::Client;
use mediasnap_tencent_vod::types::{
    DescribeImageSpriteTemplatesRequest, DescribeSampleSnapshotTemplatesRequest,
    DescribeSnapshotByTimeOffsetTemplatesRequest,
};

use crate::adapter::errors::{not_found, unsupported};
use crate::model::{ImageFormat, Size};

/// The kinds of templates.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    TimeOffset,
    Sample,
    Sprite,
}

/// How a template chooses frames.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Distance {
    Seconds(i64),
    Percent(i64),
}

/// Properties that a request names and its template decides.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Expected {
    pub(super) kind: Kind,
    pub(super) application: Option<i64>,
    pub(super) definition: i64,
    pub(super) size: Option<Size>,
    pub(super) format: Option<ImageFormat>,
    pub(super) distance: Option<Distance>,
    /// Columns and rows.
    pub(super) grid: Option<(i64, i64)>,
}

/// Properties that a template decides.
#[derive(Debug, Clone, Default)]
struct Template {
    width: i64,
    height: i64,
    adaptive: String,
    format: String,
    distance: Option<Distance>,
    grid: Option<(i64, i64)>,
}

impl Expected {
    /// Whether the request leaves everything to the template.
    fn is_anything(&self) -> bool {
        self.size.is_none() && self.format.is_none() && self.distance.is_none() && self.grid.is_none()
    }

    /// Fails if the template does not say what the request says.
    pub(super) async fn verify(&self, client: &Client) -> Result<(), Error> {
        if self.is_anything() {
            return Ok(());
        }
        let template = self.fetch(client).await?;
        let template =
            template.ok_or_else(|| not_found(format!("there is no template {}", self.definition)))?;
        self.compare(&template)
    }

    async fn fetch(&self, client: &Client) -> Result<Option<Template>, Error> {
        let (application, ids) = (self.application, Some(vec![self.definition]));
        match self.kind {
            Kind::TimeOffset => {
                let request = DescribeSnapshotByTimeOffsetTemplatesRequest {
                    definitions: ids,
                    sub_app_id: application,
                    ..DescribeSnapshotByTimeOffsetTemplatesRequest::default()
                };
                let call = client.describe_snapshot_by_time_offset_templates().body(request);
                let response = call.send().await?;
                let body = response.response.as_ref();
                let found = body.and_then(|body| body.snapshot_by_time_offset_template_set.as_ref()?.first());
                Ok(found.map(|found| Template {
                    width: found.width.unwrap_or_default(),
                    height: found.height.unwrap_or_default(),
                    adaptive: text(found.resolution_adaptive.as_ref()),
                    format: text(found.format.as_ref()),
                    ..Template::default()
                }))
            }
            Kind::Sample => {
                let request = DescribeSampleSnapshotTemplatesRequest {
                    definitions: ids,
                    sub_app_id: application,
                    ..DescribeSampleSnapshotTemplatesRequest::default()
                };
                let call = client.describe_sample_snapshot_templates().body(request);
                let response = call.send().await?;
                let body = response.response.as_ref();
                let found = body.and_then(|body| body.sample_snapshot_template_set.as_ref()?.first());
                Ok(found.map(|found| Template {
                    width: found.width.unwrap_or_default(),
                    height: found.height.unwrap_or_default(),
                    adaptive: text(found.resolution_adaptive.as_ref()),
                    format: text(found.format.as_ref()),
                    distance: distance(&text(found.sample_type.as_ref()), found.sample_interval),
                    grid: None,
                }))
            }
            Kind::Sprite => {
                let request = DescribeImageSpriteTemplatesRequest {
                    definitions: ids,
                    sub_app_id: application,
                    ..DescribeImageSpriteTemplatesRequest::default()
                };
                let call = client.describe_image_sprite_templates().body(request);
                let response = call.send().await?;
                let body = response.response.as_ref();
                let found = body.and_then(|body| body.image_sprite_template_set.as_ref()?.first());
                Ok(found.map(|found| Template {
                    width: found.width.unwrap_or_default(),
                    height: found.height.unwrap_or_default(),
                    adaptive: text(found.resolution_adaptive.as_ref()),
                    format: text(found.format.as_ref()),
                    distance: distance(&text(found.sample_type.as_ref()), found.sample_interval),
                    grid: found.column_count.zip(found.row_count),
                }))
            }
        }
    }

    fn compare(&self, template: &Template) -> Result<(), Error> {
        let differs = |what: &str| {
            let id = self.definition;
            Err(unsupported(format!(
                "template {id} decides otherwise about {what}; name one that fits"
            )))
        };
        // The template's sides are the longer and the shorter one, unless its resolution is not adaptive.
        let adaptive = template.adaptive != "close";
        let size_fits = match self.size {
            None => true,
            Some(Size::Exact { width, height }) => {
                let same = (template.width, template.height) == (width.into(), height.into());
                same && (!adaptive || width == height)
            }
            Some(Size::LongerSide(side)) => adaptive && template.width == i64::from(side),
        };
        if !size_fits {
            return differs("the size of images");
        }
        let format_fits = self.format.is_none_or(|format| {
            let word = match format {
                ImageFormat::Jpeg => "jpg",
                ImageFormat::Png => "png",
                ImageFormat::WebP => "webp",
            };
            template.format == word
        });
        if !format_fits {
            return differs("the format of images");
        }
        if self.distance.is_some() && self.distance != template.distance {
            return differs("the distance between frames");
        }
        if self.grid.is_some() && self.grid != template.grid {
            return differs("the columns and rows of sprites");
        }
        Ok(())
    }
}

fn text<T: ToString>(word: Option<&T>) -> String {
    word.map(ToString::to_string).unwrap_or_default()
}

fn distance(kind: &str, interval: Option<i64>) -> Option<Distance> {
    let interval = interval?;
    Some(match kind {
        "Percent" => Distance::Percent(interval),
        _ => Distance::Seconds(interval),
    })
}

#[cfg(test)]
mod tests {
    use super::{Distance, Expected, Kind, Template};
    use crate::ErrorKind;
    use crate::model::{ImageFormat, Size};

    fn expected() -> Expected {
        Expected {
            kind: Kind::Sprite,
            application: None,
            definition: 20_001,
            size: None,
            format: None,
            distance: None,
            grid: None,
        }
    }

    #[test]
    fn a_template_has_to_say_what_the_request_says() {
        let template = |adaptive: &str| Template {
            width: 640,
            height: 360,
            adaptive: adaptive.to_owned(),
            format: "png".to_owned(),
            distance: Some(Distance::Percent(10)),
            grid: Some((5, 4)),
        };
        let size = |size| Expected {
            size: Some(size),
            ..expected()
        };
        let fits = [
            (expected(), "open"),
            (size(Size::exact(640, 360)), "close"),
            (size(Size::LongerSide(640)), "open"),
            (
                Expected {
                    format: Some(ImageFormat::Png),
                    ..expected()
                },
                "open",
            ),
            (
                Expected {
                    distance: Some(Distance::Percent(10)),
                    ..expected()
                },
                "open",
            ),
            (
                Expected {
                    grid: Some((5, 4)),
                    ..expected()
                },
                "open",
            ),
        ];
        for (expected, adaptive) in fits {
            assert!(expected.compare(&template(adaptive)).is_ok(), "{expected:?}");
        }
        let differs = [
            (size(Size::exact(640, 360)), "open"),
            (size(Size::exact(640, 361)), "close"),
            (size(Size::LongerSide(640)), "close"),
            (
                Expected {
                    format: Some(ImageFormat::WebP),
                    ..expected()
                },
                "open",
            ),
            (
                Expected {
                    distance: Some(Distance::Seconds(10)),
                    ..expected()
                },
                "open",
            ),
            (
                Expected {
                    grid: Some((4, 5)),
                    ..expected()
                },
                "open",
            ),
        ];
        for (expected, adaptive) in differs {
            let error = expected.compare(&template(adaptive)).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Unsupported, "{expected:?}");
            assert!(error.to_string().contains("20001"), "{error}");
        }
    }
}
