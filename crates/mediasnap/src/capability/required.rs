//! What a request asks for, as capabilities.

use super::kind::Capability;
use crate::model::{Frames, ImageFormat, Size, SnapshotRequest, Sprite};

/// Returns the capabilities that `request` requires.
pub(super) fn required_capabilities(request: &SnapshotRequest) -> Vec<Capability> {
    use Capability as C;
    let mut needs = Vec::new();
    let sprite = request.sprite.as_ref();
    if let Some(frames) = &request.frames {
        frame_needs(frames, sprite.is_some(), &mut needs);
    }
    if let Some(output) = &request.output {
        needs.push(C::Output);
        let parts = [
            (output.file_name.is_some(), C::OutputFileName),
            (output.exact_directory, C::OutputExactDirectory),
            (output.endpoint.is_some(), C::OutputEndpoint),
            (output.owner_account.is_some(), C::OutputOwner),
        ];
        needs.extend(
            parts
                .into_iter()
                .filter(|(asked, _)| *asked)
                .map(|(_, need)| need),
        );
    }
    let spacing = |s: &Sprite| s.padding.is_some() || s.margin.is_some() || s.color.is_some();
    let parts = [
        (matches!(request.size, Some(Size::Exact { .. })), C::SizeExact),
        (
            matches!(request.size, Some(Size::LongerSide(_))),
            C::SizeLongerSide,
        ),
        (request.format == Some(ImageFormat::Jpeg), C::Jpeg),
        (request.format == Some(ImageFormat::Png), C::Png),
        (request.format == Some(ImageFormat::WebP), C::WebP),
        (sprite.is_some(), C::Sprite),
        (sprite.is_some_and(|sprite| sprite.web_vtt), C::WebVtt),
        (sprite.is_some_and(spacing), C::SpriteSpacing),
        (
            sprite.is_some_and(|sprite| sprite.keep_frames),
            C::SpriteKeepFrames,
        ),
        (request.archive, C::Archive),
        (request.synchronous, C::Synchronous),
        (request.template.is_some(), C::Template),
        (request.name.is_some(), C::Name),
        (request.user_data.is_some(), C::UserData),
        (request.callback.is_some(), C::Callback),
        (request.cover.is_some(), C::Cover),
    ];
    needs.extend(
        parts
            .into_iter()
            .filter(|(asked, _)| *asked)
            .map(|(_, need)| need),
    );
    needs
}

fn frame_needs(frames: &Frames, sprite: bool, needs: &mut Vec<Capability>) {
    use Capability as C;
    match frames {
        Frames::At(times) => {
            needs.push(if times.len() == 1 { C::AtOne } else { C::AtMany });
            if times.iter().any(|time| time.subsec_nanos() != 0) {
                needs.push(C::AtMilliseconds);
            }
        }
        Frames::Every {
            start, length, count, ..
        } => {
            needs.push(if sprite { C::SpriteEvery } else { C::Every });
            needs.push(if count.is_some() {
                C::EveryCount
            } else {
                C::EveryUncounted
            });
            if start.is_some() {
                needs.push(C::EveryStart);
            }
            if length.is_some() {
                needs.push(C::EveryLength);
            }
        }
        Frames::Evenly { .. } => needs.push(C::Evenly),
        Frames::AtPercents(_) => needs.push(C::AtPercents),
        Frames::EveryPercent { .. } => needs.push(if sprite {
            C::SpriteEveryPercent
        } else {
            C::EveryPercent
        }),
        Frames::LatestMarks => needs.push(C::LatestMarks),
    }
}
