//! Tencent Cloud VOD: tasks that take snapshots of media assets, templates for them, and event notifications.

mod events;
mod media;
mod operations;
mod state;
mod tasks;
mod view;

use std::sync::Arc;

use mediasnap_auth::Secret;
use mediasnap_core::operation::Product;
use serde_json::Value;

use crate::notifications::{Notification, SignedNotification};
use crate::products::product::{ApiCall, EmulatedProduct, Handler, JobSummary, dispatch};
use crate::products::tencent_settings::Kind;
use crate::protocol::service_error::ServiceError;
use crate::state::EmulatorState;
use crate::storage::table::AnyTable;
pub(super) use state::TencentVod;
use state::application;

/// The implementation of each operation.
const HANDLERS: &[(&str, Handler<TencentVod>)] = &[
    ("CreateSnapshotByTimeOffsetTemplate", |vod, call| {
        vod.templates.create(Kind::TimeOffset, application(call), call)
    }),
    ("DescribeSnapshotByTimeOffsetTemplates", |vod, call| {
        Ok(vod.templates.describe(Kind::TimeOffset, application(call), call))
    }),
    ("ModifySnapshotByTimeOffsetTemplate", |vod, call| {
        vod.templates.modify(Kind::TimeOffset, application(call), call)
    }),
    ("DeleteSnapshotByTimeOffsetTemplate", |vod, call| {
        vod.templates.delete(Kind::TimeOffset, application(call), call)
    }),
    ("CreateSampleSnapshotTemplate", |vod, call| {
        vod.templates.create(Kind::Sample, application(call), call)
    }),
    ("DescribeSampleSnapshotTemplates", |vod, call| {
        Ok(vod.templates.describe(Kind::Sample, application(call), call))
    }),
    ("ModifySampleSnapshotTemplate", |vod, call| {
        vod.templates.modify(Kind::Sample, application(call), call)
    }),
    ("DeleteSampleSnapshotTemplate", |vod, call| {
        vod.templates.delete(Kind::Sample, application(call), call)
    }),
    ("CreateImageSpriteTemplate", |vod, call| {
        vod.templates.create(Kind::Sprite, application(call), call)
    }),
    ("DescribeImageSpriteTemplates", |vod, call| {
        Ok(vod.templates.describe(Kind::Sprite, application(call), call))
    }),
    ("ModifyImageSpriteTemplate", |vod, call| {
        vod.templates.modify(Kind::Sprite, application(call), call)
    }),
    ("DeleteImageSpriteTemplate", |vod, call| {
        vod.templates.delete(Kind::Sprite, application(call), call)
    }),
    ("ProcessMedia", operations::media),
    ("ProcessMediaByProcedure", operations::by_procedure),
    ("ProcessMediaByUrl", operations::by_url),
    ("DescribeTaskDetail", tasks::detail),
    ("DescribeTasks", tasks::list),
    ("ManageTask", tasks::manage),
    ("DescribeMediaInfos", media::describe),
    ("PullEvents", events::pull),
    ("ConfirmEvents", |vod, call| Ok(events::confirm(vod, call))),
    ("DescribeEventConfig", |vod, call| {
        Ok(events::describe_config(vod, call))
    }),
    ("ModifyEventConfig", events::modify_config),
];

impl EmulatedProduct for TencentVod {
    fn product(&self) -> &'static Product {
        &mediasnap_tencent_vod::PRODUCT
    }

    fn call(&self, call: &ApiCall<'_>) -> Result<Value, ServiceError> {
        dispatch(self, HANDLERS, call)
    }

    /// Signs with the key of the application instead of the caller's.
    fn sign(&self, notification: &Notification, _: &Secret, now: i64) -> Option<SignedNotification> {
        events::sign(self, notification, now)
    }

    fn jobs(&self, emulator: &EmulatorState, max: usize) -> Vec<JobSummary> {
        let now = emulator.clock.now();
        let summary = |task: &Arc<state::Task>| JobSummary {
            id: task.id.clone(),
            description: format!("media {} {}", task.file_id, task.session_context),
            state: task.status(now).to_owned(),
            time: task.ends,
            images: if task.status(now) == "FINISH" {
                task.parts.iter().flat_map(state::Part::paths).collect()
            } else {
                Vec::new()
            },
        };
        self.tasks.latest(max).iter().map(summary).collect()
    }

    fn tables(&self) -> Vec<&dyn AnyTable> {
        vec![
            &self.tasks,
            self.templates.table(),
            &self.events,
            &self.configurations,
        ]
    }
}
