//! What people are told: over HTTP, on their pages, and about costs.

mod costs;

use crate::world::{Answer, World, component};
use axum::{
    body::Body,
    http::{Request, header},
};
use serde_json::{Value, json};

const ANNA: &str = "user:default/anna";
const BEN: &str = "user:default/ben";
const CLEO: &str = "user:default/cleo";

/// Anna is in a team, Ben in one below it, Cleo in another one.
const ORG: &str = "apiVersion: backstage.io/v1alpha1
kind: Group
metadata: {name: team-oak}
spec: {type: team, children: []}
---
apiVersion: backstage.io/v1alpha1
kind: Group
metadata: {name: team-twig}
spec: {type: team, parent: team-oak, children: []}
---
apiVersion: backstage.io/v1alpha1
kind: Group
metadata: {name: team-elm}
spec: {type: team, children: []}
---
apiVersion: backstage.io/v1alpha1
kind: User
metadata: {name: anna}
spec: {memberOf: [team-oak]}
---
apiVersion: backstage.io/v1alpha1
kind: User
metadata: {name: ben}
spec: {memberOf: [team-twig]}
---
apiVersion: backstage.io/v1alpha1
kind: User
metadata: {name: cleo}
spec: {memberOf: [team-elm]}
";

async fn world() -> World {
    World::new(&[("catalog/org.yaml", ORG), ("catalog/till.yaml", &component("till", ""))]).await
}

async fn ask(world: &World, person: &str, path: &str) -> Answer {
    let request = Request::get(path).header(header::COOKIE, format!("portico-person={person}"));
    world.send(request.body(Body::empty()).unwrap()).await
}

async fn post(world: &World, person: Option<&str>, path: &str, body: &Value) -> Answer {
    let mut request = Request::post(path).header(header::CONTENT_TYPE, "application/json");
    if let Some(person) = person {
        request = request.header(header::COOKIE, format!("portico-person={person}"));
    }
    world.send(request.body(Body::from(body.to_string())).unwrap()).await
}

/// A form as browsers send it.
async fn submit(world: &World, person: &str, path: &str, form: &str) -> Answer {
    let request = Request::post(path)
        .header(header::COOKIE, format!("portico-person={person}"))
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
    world.send(request.body(Body::from(form.to_owned())).unwrap()).await
}

async fn tell(world: &World, recipients: Value, payload: Value) -> Value {
    let body = json!({ "recipients": recipients, "payload": payload });
    post(world, None, "/api/notifications", &body).await.is(200).json()
}

async fn titles(world: &World, person: &str, query: &str) -> Vec<String> {
    let told = ask(world, person, &format!("/api/notifications?{query}")).await.is(200).json();
    let of = |one: &Value| one["payload"]["title"].as_str().unwrap().to_owned();
    told["notifications"].as_array().unwrap().iter().map(of).collect()
}

#[tokio::test]
async fn a_group_is_its_members_and_those_below_and_a_thing_its_owners() {
    let world = world().await;
    for (references, except, expect) in [
        (json!("group:default/team-oak"), Value::Null, vec![ANNA, BEN]),
        (json!(["component:default/till"]), Value::Null, vec![ANNA, BEN]),
        (json!(["component:default/till", "User:Default/Cleo"]), json!(BEN), vec![ANNA, CLEO]),
        (json!(["group:default/team-oak", CLEO]), json!(["group:default/team-twig", CLEO]), vec![ANNA]),
        (json!([CLEO, "user:default/nobody"]), Value::Null, vec![CLEO]),
        (json!([CLEO]), json!(CLEO), vec![]),
        (json!([CLEO]), json!([]), vec![CLEO]),
    ] {
        let recipients = json!({ "type": "entity", "entityRef": references, "excludeEntityRef": except });
        let told = tell(&world, recipients, json!({ "title": "Hello" })).await;
        let people: Vec<&str> =
            told.as_array().unwrap().iter().map(|one| one["user"].as_str().unwrap()).collect();
        assert_eq!(people, expect, "{references} without {except}");
    }
    let told = tell(&world, json!({ "type": "broadcast" }), json!({ "title": "All" })).await;
    assert_eq!((told.as_array().unwrap().len(), &told[0]["user"]), (1, &Value::Null));
    assert_eq!(titles(&world, BEN, "limit=1").await, ["All"]);
}

#[tokio::test]
async fn what_is_told_is_as_the_contract_says() {
    let world = world().await;
    let payload = json!({
        "title": "Till is slow", "description": "Since noon", "link": "/catalog", "severity": "high", "topic": "alerts",
        "scope": "till-slow", "icon": "alert", "metadata": { "since": 12 },
    });
    let to_anna = json!({ "type": "entity", "entityRef": ANNA });
    let told = tell(&world, to_anna.clone(), payload.clone()).await;
    let id = told[0]["id"].as_str().unwrap().to_owned();
    let listed = ask(&world, ANNA, "/api/notifications/notifications/").await.is(200).json();
    assert_eq!(listed["totalCount"], 1);
    let one = &listed["notifications"][0];
    assert_eq!((&one["id"], &one["user"], &one["origin"]), (&json!(id), &json!(ANNA), &json!("external")));
    assert_eq!(one["payload"], payload);
    assert!(one["created"].as_str().unwrap().ends_with('Z'), "{one}");
    assert!(one.get("read").is_none() && one.get("saved").is_none() && one.get("updated").is_none(), "{one}");
    assert_eq!(
        &ask(&world, ANNA, &format!("/api/notifications/notifications/{id}")).await.is(200).json(),
        one
    );
    ask(&world, BEN, &format!("/api/notifications/notifications/{id}")).await.is(404);
    let status = ask(&world, ANNA, "/api/notifications/status").await.is(200).json();
    assert_eq!(status, json!({ "unread": 1, "read": 0 }));

    let body = json!({ "ids": [id, "never"], "read": true, "saved": true });
    let marked = post(&world, Some(ANNA), "/api/notifications/update", &body).await.is(200).json();
    assert!(
        marked[0]["read"].is_string() && marked[0]["saved"].is_string() && marked[1].is_null(),
        "{marked}"
    );
    assert_eq!(
        ask(&world, ANNA, "/api/notifications/status").await.json(),
        json!({ "unread": 0, "read": 1 })
    );
    // The same scope takes its place and is unread again.
    let again = tell(&world, to_anna, json!({ "title": "Till is slower", "scope": "till-slow" })).await;
    assert_eq!(again[0]["id"], json!(id));
    // What she did with it is hers: who sends is not told.
    assert!(again[0]["updated"].is_string() && again[0].get("saved").is_none(), "{again}");
    let hers = ask(&world, ANNA, &format!("/api/notifications/notifications/{id}")).await.is(200).json();
    assert!(hers["saved"].is_string() && hers.get("read").is_none(), "{hers}");
    assert_eq!(again[0]["payload"]["severity"], "normal");
    let body = json!({ "ids": [id], "saved": false });
    let marked =
        post(&world, Some(ANNA), "/api/notifications/notifications/update", &body).await.is(200).json();
    assert!(marked[0].get("saved").is_none() && marked[0].get("read").is_none(), "{marked}");
}

#[tokio::test]
async fn notifications_are_asked_for() {
    let world = world().await;
    let to_anna = || json!({ "type": "entity", "entityRef": ANNA });
    for (title, topic, severity) in [("one", "x", "low"), ("two", "y", "critical"), ("three", "x", "normal")]
    {
        let payload =
            json!({ "title": title, "topic": topic, "severity": severity, "description": "apple pie" });
        tell(&world, to_anna(), payload).await;
    }
    let long = format!("search=pie{}nothing&orderField=title", "%20".repeat(197));
    let orders = "orderField=title&".repeat(7);
    for (query, expect) in [
        ("topic=x&orderField=title", &["one", "three"][..]),
        ("minimumSeverity=normal&orderField=severity,desc", &["two", "three"]),
        ("search=Pie%20t&orderField=title,desc", &["two", "three"]),
        ("orderField=title,asc&offset=1&limit=1", &["three"]),
        ("read=true", &[]),
        ("saved=false&orderField=title", &["one", "three", "two"]),
        ("createdAfter=2100-01-01T00:00:00Z", &[]),
        ("createdAfter=2020-01-01&orderField=title", &["one", "three", "two"]),
        ("orderField=topic,desc&orderField=title", &["two", "one", "three"]),
        // Only so much of it is searched.
        (long.as_str(), &["one", "three", "two"]),
    ] {
        assert_eq!(titles(&world, ANNA, query).await, expect, "{query}");
    }
    let topics = ask(&world, ANNA, "/api/notifications/topics?minimumSeverity=high").await.is(200).json();
    assert_eq!(topics, json!({ "topics": ["y"] }));
    for (query, expect) in [
        ("limit=0", "limit must be a number from 1 to 500"),
        ("limit=many", "limit must be"),
        ("read=maybe", "read must be true or false"),
        ("orderField=color", "created, updated, severity, title, topic, origin"),
        (orders.as_str(), "orderField is said at most 6 times"),
        ("createdAfter=noon", "2025-11-21T10:00:00Z"),
        ("minimumSeverity=urgent", "critical, high, normal, low"),
        ("color=red", "unknown query parameter"),
    ] {
        ask(&world, ANNA, &format!("/api/notifications?{query}")).await.is(400).shows(&[expect]);
    }
}

#[tokio::test]
async fn who_may_ask_and_who_may_tell() {
    let world = world().await;
    for path in ["", "/status", "/topics", "/settings", "/notifications/x"] {
        let answer = world.get(&format!("/api/notifications{path}")).await.is(401);
        assert_eq!(answer.json()["error"]["name"], "AuthenticationError");
    }
    let body = json!({ "recipients": { "type": "broadcast" }, "payload": { "title": "Hello" } });
    post(&world, Some(ANNA), "/api/notifications/", &body).await.is(403).shows(&["people do not send"]);
    post(&world, Some(ANNA), "/api/notifications/notifications", &body).await.is(403);
    // A page of another site that has a reader's browser send it.
    let request = Request::post("/api/notifications")
        .header(header::CONTENT_TYPE, "application/json")
        .header("sec-fetch-site", "cross-site");
    let answer = world.send(request.body(Body::from(body.to_string())).unwrap()).await;
    answer.is(403);
    post(&world, None, "/api/notifications/", &body).await.is(200);
    post(&world, None, "/api/notifications/update", &json!({ "ids": ["x"], "read": true })).await.is(401);
}

#[tokio::test]
async fn what_makes_no_sense_is_told_nobody() {
    let world = world().await;
    let anna = json!({ "type": "entity", "entityRef": ANNA });
    let title = json!({ "title": "x" });
    for (recipients, payload, status, expect) in [
        (json!({ "type": "some" }), title.clone(), 400, "recipients.type must be broadcast or entity"),
        (Value::Null, title.clone(), 400, "the body must be a JSON object"),
        (json!({ "type": "entity" }), title.clone(), 400, "recipients.entityRef must be"),
        (json!({ "type": "entity", "entityRef": [] }), title.clone(), 400, "recipients.entityRef must be"),
        (json!({ "type": "entity", "entityRef": "anna" }), title.clone(), 400, "anna"),
        (
            json!({ "type": "entity", "entityRef": "user:default/nobody" }),
            title.clone(),
            404,
            "user:default/nobody",
        ),
        (
            json!({ "type": "entity", "entityRef": ANNA, "excludeEntityRef": 1 }),
            title,
            400,
            "excludeEntityRef",
        ),
        (anna.clone(), json!({ "title": "" }), 400, "needs a title"),
        (anna.clone(), json!({ "title": 1 }), 400, "payload.title must be a text"),
        (anna.clone(), json!({ "title": "x", "severity": "urgent" }), 400, "critical, high, normal, low"),
        (
            anna.clone(),
            json!({ "title": "x", "link": "javascript:alert(1)" }),
            400,
            "the link of a notification",
        ),
        (anna.clone(), json!({ "title": "x", "metadata": [] }), 400, "payload.metadata must be an object"),
        (anna, json!({ "title": "x", "colour": "red" }), 400, "unknown key"),
    ] {
        let body = json!({ "recipients": recipients, "payload": payload });
        post(&world, None, "/api/notifications", &body).await.is(status).shows(&[expect]);
    }
    assert_eq!(titles(&world, ANNA, "").await, [""; 0]);
    for body in
        [json!({}), json!({ "ids": [] }), json!({ "ids": ["x"] }), json!({ "ids": ["x"], "read": "yes" })]
    {
        post(&world, Some(ANNA), "/api/notifications/update", &body).await.is(400);
    }
    let many: Vec<String> = (0..1_001).map(|number| number.to_string()).collect();
    let body = json!({ "ids": many, "read": true });
    post(&world, Some(ANNA), "/api/notifications/update", &body).await.is(400).shows(&["at most 1000"]);
}

#[tokio::test]
async fn people_turn_off_what_they_do_not_want() {
    let world = world().await;
    for topic in ["noise", "news"] {
        tell(
            &world,
            json!({ "type": "entity", "entityRef": ANNA }),
            json!({ "title": topic, "topic": topic }),
        )
        .await;
    }
    let settings = ask(&world, ANNA, "/api/notifications/settings").await.is(200).json();
    let of = |noise: bool| {
        json!({ "channels": [{ "id": "Web", "origins": [{ "id": "external", "enabled": true, "topics": [
            { "id": "news", "enabled": true }, { "id": "noise", "enabled": noise }] }] }] })
    };
    assert_eq!(settings, of(true));
    let kept = post(&world, Some(ANNA), "/api/notifications/settings", &of(false)).await.is(200).json();
    assert_eq!(kept, of(false));
    assert_eq!(titles(&world, ANNA, "").await, ["news"]);
    assert_eq!(ask(&world, ANNA, "/api/notifications/status").await.json()["unread"], 1);
    for body in [
        json!({}),
        json!({ "channels": [{ "id": "Email", "origins": [] }] }),
        json!({ "channels": [{ "id": "Web", "origins": [{ "id": "x" }] }] }),
        json!({ "channels": [{ "id": "Web", "origins": [{ "id": "", "enabled": false }] }] }),
    ] {
        post(&world, Some(ANNA), "/api/notifications/settings", &body).await.is(400);
    }
    // The form of the page says what it showed, and what of it is ticked.
    let form = "known=external&known=external%09news&known=external%09noise&want=external%09noise";
    let answer = submit(&world, ANNA, "/ui/notifications/choices", form).await.is(303);
    assert_eq!(answer.header(header::LOCATION), "/notifications/settings?kept=yes");
    assert_eq!(titles(&world, ANNA, "").await, [""; 0]);
    ask(&world, ANNA, "/notifications/settings?kept=yes").await.is(200).shows(&[
        "Your choices are kept",
        "Other programs",
        "noise",
    ]);
}

#[tokio::test]
async fn the_page_shows_what_there_is_and_forms_change_it() {
    let world = world().await;
    world
        .get("/notifications")
        .await
        .is(200)
        .shows(&["Portico does not know who you are", "Say who you are"]);
    ask(&world, ANNA, "/notifications").await.is(200).shows(&["Nobody has told you anything yet"]);
    let told = tell(
        &world,
        json!({ "type": "entity", "entityRef": ANNA }),
        json!({ "title": "<b>Bold</b>", "link": "/catalog?kind=api", "severity": "critical", "description": "Now" }),
    )
    .await;
    tell(&world, json!({ "type": "broadcast" }), json!({ "title": "For all", "topic": "news" })).await;
    let id = told[0]["id"].as_str().unwrap().to_owned();
    let page = ask(&world, ANNA, "/notifications").await.is(200);
    assert!(page.body.contains("--unread:&quot;2&quot;"), "the document says how many there are");
    page.shows(&["&lt;b&gt;Bold&lt;/b&gt;", "critical", "2 unread notifications", "to everybody"]);
    ask(&world, ANNA, "/notifications?topic=news").await.shows(&["For all"]).hides(&["Bold"]);
    ask(&world, ANNA, "/notifications?search=nothing").await.shows(&["No notification fits"]);
    ask(&world, ANNA, "/").await.is(200).shows(&["New for you", "For all"]);
    ask(&world, ANNA, "/notifications/never").await.is(404);

    // Following it reads it; nobody else can.
    let opening = format!("/ui/notifications/open?id={id}");
    assert_eq!(ask(&world, BEN, &opening).await.is(303).header(header::LOCATION), "/notifications");
    assert_eq!(world.get(&opening).await.is(303).header(header::LOCATION), "/notifications");
    assert_eq!(ask(&world, ANNA, &opening).await.is(303).header(header::LOCATION), "/catalog?kind=api");
    ask(&world, ANNA, "/notifications").await.shows(&["1 unread notification"]).hides(&["Bold"]);

    let mark = "/ui/notifications/mark";
    let back = "back=%2Fnotifications%3Fview%3Dall";
    let answer = submit(&world, ANNA, mark, &format!("id={id}&mark=unread&{back}")).await.is(303);
    assert_eq!(answer.header(header::LOCATION), "/notifications?view=all");
    submit(&world, ANNA, mark, &format!("id={id}&mark=save&{back}")).await.is(303);
    ask(&world, ANNA, "/notifications?view=saved")
        .await
        .shows(&["1 saved notification", "Bold"])
        .hides(&["For all"]);
    submit(&world, ANNA, mark, &format!("id={id}&mark=unsave&{back}")).await.is(303);
    ask(&world, ANNA, "/notifications?view=saved").await.shows(&["Nothing is saved"]);
    let until = i64::MAX;
    submit(&world, ANNA, mark, &format!("until={until}&mark=read&{back}")).await.is(303);
    let page = ask(&world, ANNA, "/notifications").await.shows(&["You have read everything"]);
    assert!(!page.body.contains("--unread"), "nothing to tell");
    submit(&world, ANNA, mark, "id=x&mark=burn").await.is(400);
    let answer = world.send(
        Request::post(mark)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Body::from("id=x&mark=read"))
            .unwrap(),
    );
    answer.await.is(401);
}

#[tokio::test]
async fn a_store_that_fails_is_told_as_such() {
    let world = World::with_broken_store(&[]).await;
    ask(&world, ANNA, "/api/notifications").await.is(500);
    ask(&world, ANNA, "/notifications").await.is(500).shows(&["Notifications cannot be shown just now"]);
    submit(&world, ANNA, "/ui/notifications/mark", "id=x&mark=read").await.is(503);
    ask(&world, ANNA, "/ui/notifications/open?id=x").await.is(503);
    let body = json!({ "recipients": { "type": "broadcast" }, "payload": { "title": "Hello" } });
    post(&world, None, "/api/notifications", &body).await.is(500);
}

#[tokio::test]
async fn a_template_tells_people() {
    let steps = json!([
        {"id": "tell", "action": "notification:send", "input": {
            "recipients": "entity", "entityRefs": ["component:default/till", "user:default/none"],
            "title": "Made", "info": "It is there", "link": "/catalog", "severity": "low", "scope": "made",
        }},
        {"id": "all", "action": "notification:send", "input": {"recipients": "broadcast", "title": "Look"}},
        {"id": "none", "action": "notification:send", "input": {
            "recipients": "entity", "entityRefs": ["user:default/none"], "title": "Nobody", "optional": true,
        }},
        {"id": "wrong", "action": "notification:send", "input": {"recipients": "entity", "title": "To whom?"}},
    ]);
    let template = json!({
        "apiVersion": "scaffolder.backstage.io/v1beta3", "kind": "Template", "metadata": {"name": "tell"},
        "spec": {"type": "service", "steps": steps},
    });
    let files = [
        ("catalog/org.yaml", ORG),
        ("catalog/till.yaml", &component("till", "")),
        ("catalog/tell.yaml", &template.to_string()),
    ];
    let world = World::new(&files).await;
    let body = json!({"templateRef": "template:default/tell", "values": {}});
    let started = post(&world, Some(ANNA), "/api/scaffolder/v2/tasks", &body).await.is(201).json();
    let task = format!("/api/scaffolder/v2/tasks/{}", started["id"].as_str().unwrap());
    let mut ended = Value::Null;
    for _ in 0..2000 {
        ended = world.get(&task).await.json();
        if !["open", "processing"].contains(&ended["status"].as_str().unwrap()) {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(5)).await;
    }
    let log = world.get(&format!("{task}/events")).await.body;
    assert_eq!(ended["status"], "failed", "{log}");
    for line in [
        "There is no user:default/none in the catalog",
        "2 people were told",
        "Everybody was told",
        "Nobody was told: nobody was told: the catalog has no user:default/none",
        "`entityRefs` is missing",
    ] {
        assert!(log.contains(line), "{line}: {log}");
    }
    assert_eq!(titles(&world, BEN, "orderField=title").await, ["Look", "Made"]);
    let told = ask(&world, BEN, "/api/notifications?topic=&search=made").await.json();
    assert_eq!(told["notifications"][0]["origin"], "scaffolder");
    world.get("/create/actions?action=notification:send").await.is(200).shows(&["notification:send"]);
}
