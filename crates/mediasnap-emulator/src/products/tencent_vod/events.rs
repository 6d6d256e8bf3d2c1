//! Event notifications: sent to the URL of an application, or kept until they are fetched.

use chrono::{DateTime, TimeDelta, Utc};
use mediasnap_auth::Secret;
use mediasnap_auth::webhook::Notification as Webhook;
use serde_json::{Value, json};

use super::state::{Configuration, Event, SignKey, Task, TencentVod, application};
use super::view::{self, with_nulls};
use crate::notifications::{Notification, SignedNotification, check_url};
use crate::products::product::ApiCall;
use crate::protocol::service_error::ServiceError;

/// Start of the name of the signature scheme; the application follows.
const SCHEME: &str = "TencentVod/";
/// Validity of a signature, in seconds.
const VALIDITY: i64 = 600;
/// Maximum number of events of one call.
const MAX_EVENTS: usize = 16;
/// How long events are kept, and how long one that was fetched waits for its confirmation.
const KEPT: TimeDelta = TimeDelta::days(4);
const CONFIRMATION: TimeDelta = TimeDelta::seconds(30);

/// Queues the events of a new task.
pub(super) fn announce(vod: &TencentVod, call: &ApiCall<'_>, task: &Task) {
    let times: &[DateTime<Utc>] = match task.notify_mode.as_str() {
        "None" => &[],
        "Change" => &[task.begins, task.ends],
        _ => &[task.ends],
    };
    let configuration = vod.configuration(task.application);
    for due in times.iter().copied() {
        if configuration.mode == "PULL" {
            let handle = call.emulator.ids.hex();
            let event = Event {
                handle: handle.clone(),
                application: task.application,
                task: task.id.clone(),
                due,
                delivered: None,
            };
            vod.events.put(&handle, event);
        } else if !configuration.notification_url.is_empty() {
            call.emulator.notifications.add(Notification {
                scheme: format!("{SCHEME}{}", task.application),
                url: configuration.notification_url.clone(),
                body: json!({
                    "EventType": "ProcedureStateChanged",
                    "ProcedureStateChangeEvent": view::procedure(task, call, due),
                }),
                due,
            });
        }
    }
}

/// Signs a notification with the key of its application. Without one, it is sent unsigned.
pub(super) fn sign(vod: &TencentVod, notification: &Notification, now: i64) -> Option<SignedNotification> {
    let application = notification.scheme.strip_prefix(SCHEME)?.parse().ok()?;
    let SignKey(key) = vod.configuration(application).sign_key;
    let mut body = notification.body.clone();
    if !key.is_empty() {
        let expires = now + VALIDITY;
        body["T"] = json!(expires.to_string());
        body["Sign"] = json!(Webhook::TencentExpiring.sign(&Secret::from(key), expires));
    }
    Some(SignedNotification {
        url: notification.url.clone(),
        headers: Vec::new(),
        body: body.to_string(),
    })
}

/// Returns the events that wait. Does not wait for one, unlike the vendor.
pub(super) fn pull(vod: &TencentVod, call: &ApiCall<'_>) -> Result<Value, ServiceError> {
    let now = call.now;
    let waits = |event: &Event| {
        let fetched = event
            .delivered
            .is_some_and(|delivered| now < delivered + CONFIRMATION);
        event.application == application(call) && event.due <= now && now < event.due + KEPT && !fetched
    };
    let mut shown = Vec::new();
    for event in vod.events.list(waits).into_iter().take(MAX_EVENTS) {
        let Some(task) = vod.tasks.get(&event.task).filter(|task| !task.aborted) else {
            continue;
        };
        let content = json!({
            "EventHandle": event.handle,
            "EventType": "ProcedureStateChanged",
            "ProcedureStateChangeEvent": view::procedure(&task, call, event.due),
        });
        shown.push(with_nulls(content, "EventContent", call));
        vod.events
            .update(&event.handle, |event| event.delivered = Some(now));
    }
    if shown.is_empty() {
        return Err(ServiceError::with_code("ResourceNotFound", "There is no event."));
    }
    Ok(json!({ "EventSet": shown }))
}

pub(super) fn confirm(vod: &TencentVod, call: &ApiCall<'_>) -> Value {
    for handle in call.str_args("EventHandles") {
        let event = vod.events.get(handle);
        if event.is_some_and(|event| event.application == application(call)) {
            vod.events.remove(handle);
        }
    }
    json!({})
}

pub(super) fn describe_config(vod: &TencentVod, call: &ApiCall<'_>) -> Value {
    let configuration = vod.configuration(application(call));
    json!({
        "Mode": configuration.mode,
        "NotificationUrl": configuration.notification_url,
        "UploadMediaCompleteEventSwitch": configuration.upload_media_complete_event_switch,
        "DeleteMediaCompleteEventSwitch": configuration.delete_media_complete_event_switch,
        "PersistenceCompleteEventSwitch": configuration.persistence_complete_event_switch,
    })
}

pub(super) fn modify_config(vod: &TencentVod, call: &ApiCall<'_>) -> Result<Value, ServiceError> {
    let url = call.str_arg("NotificationUrl").unwrap_or_default();
    check_url(url).map_err(|why| ServiceError::with_code("InvalidParameterValue", why))?;
    let application = application(call);
    let given = |name: &str, known: String| {
        let given = call.arguments.get(name).and_then(Value::as_str);
        given.map_or(known, str::to_owned)
    };
    let known = vod.configuration(application);
    let configuration = Configuration {
        mode: given("Mode", known.mode),
        notification_url: given("NotificationUrl", known.notification_url),
        upload_media_complete_event_switch: given(
            "UploadMediaCompleteEventSwitch",
            known.upload_media_complete_event_switch,
        ),
        delete_media_complete_event_switch: given(
            "DeleteMediaCompleteEventSwitch",
            known.delete_media_complete_event_switch,
        ),
        persistence_complete_event_switch: given(
            "PersistenceCompleteEventSwitch",
            known.persistence_complete_event_switch,
        ),
        sign_key: SignKey(given("SignKey", known.sign_key.0)),
    };
    vod.configurations.put(&application.to_string(), configuration);
    Ok(json!({}))
}
