//! Notifications: the operations of `rest/notifications`.

use super::{
    parameters::{path, query},
    replies::Refusal,
    words::{Described, closed, flag, get, list, named, number, object, one_of, post, text},
};
use axum::http::StatusCode;
use portico_portal::notify::{NotificationOrder, NotificationSeverity};
use serde_json::{Value, json};
use utoipa::openapi::{
    Required,
    path::ParameterBuilder,
    schema::{ObjectBuilder, SchemaType, Type},
};

const ID: &str = "6f1c3a52-4d0e-4a3b-9a53-9a0e4c7c0f11";

pub(super) fn operations() -> Vec<Described> {
    let theirs = [Refusal::Input, Refusal::Unauthenticated, Refusal::Internal];
    let one = get("/notifications/{id}", "getNotification", "A notification")
        .takes(path("id", "Which.", ID))
        .answers(StatusCode::OK, "The notification.", named("Notification"), example())
        .refuses(&[Refusal::Unauthenticated, Refusal::NotFound, Refusal::Internal]);
    let status = get("/status", "getNotificationStatus", "How many are unread")
        .answers(
            StatusCode::OK,
            "How many notifications there are for who asks.",
            object()
                .property("unread", number(0))
                .required("unread")
                .property("read", number(0))
                .required("read"),
            json!({ "unread": 2, "read": 40 }),
        )
        .refuses(&theirs);
    let topics = filters(get("/topics", "getNotificationTopics", "Topics of notifications"))
        .answers(
            StatusCode::OK,
            "The topics of what the parameters find.",
            object().property("topics", list(text())).required("topics"),
            json!({ "topics": ["anomaly", "budget"] }),
        )
        .refuses(&theirs);
    let settings = get("/settings", "getNotificationSettings", "What who asks wants to be told")
        .note("Origins and topics that told something, or are turned off. What is not there is wanted.")
        .answers(StatusCode::OK, "The settings.", named("NotificationSettings"), settings_example())
        .refuses(&theirs);
    let choose = post("/settings", "setNotificationSettings", "Choose what to be told")
        .note("Takes the place of what was chosen before. An origin that is turned off tells nothing, whatever its topics say.")
        .body(Required::True, "NotificationSettings", settings_example())
        .answers(StatusCode::OK, "The settings.", named("NotificationSettings"), settings_example())
        .refuses(&theirs);
    vec![
        listing("/", "getNotifications"),
        sending("/", "sendNotification"),
        listing("/notifications", "getNotificationsAlso"),
        sending("/notifications", "sendNotificationAlso"),
        one,
        updating("/notifications/update", "updateNotifications"),
        updating("/update", "updateNotificationsAlso"),
        status,
        topics,
        settings,
        choose,
    ]
}

fn listing(path: &'static str, id: &str) -> Described {
    let orders = NotificationOrder::ALL.map(|(word, _)| word).join(", ");
    let order = format!(
        "{orders}; with `,desc` behind it the other way round. Without it, what was told last comes first."
    );
    filters(get(path, id, "What who asks is told"))
        .note(
            "For the user that the cookie `portico-person` names: what is for them and for everybody, without what they \
             turned off.",
        )
        .takes(query("offset", "How many are passed over.", number(0)))
        .takes(query("limit", "How many are wanted; 10 if it does not say, 500 at most.", number(1)))
        .takes(query("orderField", &order, text()))
        .answers(
            StatusCode::OK,
            "The notifications.",
            object()
                .property("totalCount", number(0))
                .required("totalCount")
                .property("notifications", list(named("Notification")))
                .required("notifications"),
            json!({ "totalCount": 1, "notifications": [example()] }),
        )
        .refuses(&[Refusal::Input, Refusal::Unauthenticated, Refusal::Internal])
}

fn filters(described: Described) -> Described {
    let yes = || one_of(&["true", "false"]);
    let parameters: [ParameterBuilder; 6] = [
        query("topic", "Only of this topic.", text()),
        query("search", "Only with all of these words.", text()),
        query("read", "Only what was read, or was not.", yes()),
        query("saved", "Only what was saved, or was not.", yes()),
        query("createdAfter", "Only what was told at this time or later.", text().format(Some(date()))),
        query("minimumSeverity", "Only what is at least so pressing.", severity()),
    ];
    parameters.into_iter().fold(described, Described::takes)
}

fn sending(path: &'static str, id: &str) -> Described {
    let body = json!({
        "recipients": { "type": "entity", "entityRef": ["group:default/team-oak"], "excludeEntityRef": "user:default/anna" },
        "payload": { "title": "Till is being updated", "link": "/catalog/default/component/till", "severity": "high",
                     "topic": "deployments", "scope": "till" },
    });
    post(path, id, "Tell people something")
        .note(
            "For programs; a request in the name of a user is refused. A group stands for its members and those of the \
             groups below it, any other entity for its owners. The same scope again takes the place of what the same \
             people were told before, and is unread again.",
        )
        .body(Required::True, "NewNotification", body)
        .answers(
            StatusCode::OK,
            "What was told, at most the first 200.",
            list(named("Notification")),
            json!([example()]),
        )
        .refuses(&[Refusal::Input, Refusal::NotAllowed, Refusal::NotFound, Refusal::Internal])
}

fn updating(path: &'static str, id: &str) -> Described {
    post(path, id, "Mark notifications")
        .note("Those that who asks is not told are passed over.")
        .body(Required::True, "NotificationMarks", json!({ "ids": [ID], "read": true }))
        .answers(StatusCode::OK, "The notifications.", list(named("Notification")), json!([example()]))
        .refuses(&[Refusal::Input, Refusal::Unauthenticated, Refusal::Internal])
}

fn date() -> utoipa::openapi::schema::SchemaFormat {
    utoipa::openapi::schema::SchemaFormat::KnownFormat(utoipa::openapi::schema::KnownFormat::DateTime)
}

fn severity() -> ObjectBuilder {
    one_of(&NotificationSeverity::ALL.map(NotificationSeverity::word))
}

fn example() -> Value {
    json!({
        "id": ID,
        "user": "user:default/ben",
        "created": "2026-11-21T10:00:00.000Z",
        "origin": "external",
        "payload": { "title": "Till is being updated", "severity": "high", "link": "/catalog/default/component/till",
                     "topic": "deployments", "scope": "till" },
        "read": "2026-11-21T10:05:00.000Z",
    })
}

fn settings_example() -> Value {
    json!({ "channels": [{ "id": "Web", "origins": [{ "id": "cost-insights", "enabled": true,
        "topics": [{ "id": "growth", "enabled": false }] }] }] })
}

/// The shapes of what is told and sent.
pub(super) fn schemas() -> [(&'static str, ObjectBuilder); 4] {
    let payload = || {
        let texts = ["description", "link", "topic", "scope", "icon"];
        let payload = closed().property("title", text()).required("title").property("severity", severity());
        let payload = payload.property("metadata", object());
        texts.into_iter().fold(payload, |payload, name| payload.property(name, text()))
    };
    let time = || text().format(Some(date()));
    let everybody = ObjectBuilder::new().schema_type(SchemaType::from_iter([Type::String, Type::Null]));
    let notification = object()
        .property("id", text())
        .required("id")
        .property("user", everybody.description(Some("For whom it is; null for everybody.")))
        .required("user")
        .property("created", time())
        .required("created")
        .property("updated", time())
        .property("origin", text())
        .required("origin")
        .property("payload", payload())
        .required("payload")
        .property("read", time())
        .property("saved", time());
    let references = || utoipa::openapi::schema::OneOfBuilder::new().item(text()).item(list(text()));
    let recipients = closed()
        .property("type", one_of(&["broadcast", "entity"]))
        .required("type")
        .property("entityRef", references())
        .property("excludeEntityRef", references());
    let new = closed()
        .property("recipients", recipients)
        .required("recipients")
        .property("payload", payload())
        .required("payload");
    let marks = closed()
        .property("ids", list(text()))
        .required("ids")
        .property("read", flag())
        .property("saved", flag());
    let choice =
        || object().property("id", text()).required("id").property("enabled", flag()).required("enabled");
    let origin = choice().property("topics", list(choice()));
    let channel = object()
        .property("id", one_of(&["Web"]))
        .required("id")
        .property("origins", list(origin))
        .required("origins");
    let settings = object().property("channels", list(channel)).required("channels");
    [
        ("Notification", notification),
        ("NewNotification", new),
        ("NotificationMarks", marks),
        ("NotificationSettings", settings),
    ]
}
