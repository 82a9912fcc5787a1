//! "What if": over the HTTP API and on the command line.

use crate::{
    program::Program,
    world::{Answer, World},
};
use axum::http::header;
use portico_portal::{
    Caller,
    views::impact::{Grouping, ImpactQuestion, What},
};
use serde_json::{Value, json};
use std::{fs, path::Path, process::Command};

/// A shop: everything leads to the ledger in some way.
const SHOP: &[(&str, &str)] = &[
    (
        "catalog/org.yaml",
        "apiVersion: backstage.io/v1alpha1
kind: Group
metadata:
  name: team-oak
  links: [{url: 'https://chat.example/oak', title: Chat}, {url: 'javascript:alert(1)', title: Bad}]
spec: {type: team, children: [], profile: {displayName: Oak People, email: oak@example.com}}
---
apiVersion: backstage.io/v1alpha1
kind: Group
metadata: {name: team-elm}
spec: {type: team, children: [], parent: team-oak}
---
apiVersion: backstage.io/v1alpha1
kind: User
metadata: {name: anna}
spec: {memberOf: [team-elm]}
---
apiVersion: backstage.io/v1alpha1
kind: System
metadata: {name: shop}
spec: {owner: team-oak}
",
    ),
    (
        "catalog/shop.yaml",
        "apiVersion: backstage.io/v1alpha1
kind: Component
metadata: {name: till, title: The =Till}
spec: {type: service, lifecycle: production, owner: team-oak, system: shop, providesApis: [prices],
       dependsOn: ['resource:ledger']}
---
apiVersion: backstage.io/v1alpha1
kind: Component
metadata: {name: shelf, title: '=cmd(\"x\"), *bold*'}
spec: {type: website, lifecycle: deprecated, owner: team-elm, consumesApis: [prices]}
---
apiVersion: backstage.io/v1alpha1
kind: Component
metadata: {name: poster}
spec: {type: website, lifecycle: production, owner: user:anna, dependsOn: ['component:shelf']}
---
apiVersion: backstage.io/v1alpha1
kind: API
metadata: {name: prices}
spec: {type: openapi, lifecycle: production, owner: team-oak, system: shop, definition: none}
---
apiVersion: backstage.io/v1alpha1
kind: Resource
metadata: {name: ledger}
spec: {type: database, owner: team-nobody, system: shop}
",
    ),
];

async fn asked(world: &World, query: &str) -> Answer {
    world.get(&format!("/api/catalog/impact?{query}")).await
}

fn column<'a>(answer: &'a Value, list: &str, key: &str) -> Vec<&'a str> {
    answer[list].as_array().unwrap().iter().map(|one| one[key].as_str().unwrap()).collect()
}

#[tokio::test]
async fn a_removal_concerns_everything_that_depends_on_it() {
    let world = World::new(SHOP).await;
    let answer = asked(&world, "ref=resource:default/ledger&change=remove").await.is(200).json();
    assert_eq!(
        answer["summary"],
        "Removing ledger would affect 4 entities of 2 teams and 1 person, 1 of them directly."
    );
    assert_eq!(
        column(&answer, "items", "because"),
        [
            "The =Till depends on ledger",
            "prices is provided by The =Till, which depends on ledger",
            "=cmd(\"x\"), *bold* consumes prices of The =Till, which depends on ledger",
            "poster depends on =cmd(\"x\"), *bold*, which consumes prices of The =Till, which depends on ledger",
        ]
    );
    assert_eq!(answer["distances"], json!([1, 2, 1]));
    assert_eq!(column(&answer, "items", "group")[3], "Through 2 others");
    let oak = &answer["teams"][0];
    assert_eq!(
        (&oak["entityRef"], &oak["direct"], &oak["indirect"]),
        (&json!("group:default/team-oak"), &json!(1), &json!(1))
    );
    assert_eq!(oak["email"], "oak@example.com");
    assert_eq!(oak["links"], json!([{"title": "Chat", "url": "https://chat.example/oak"}]), "no scripts");
    assert_eq!(
        answer["deprecatedInUse"],
        json!([{"entityRef": "component:default/shelf", "lifecycle": "deprecated", "uses": 1}])
    );
    assert_eq!(
        answer["dangling"],
        json!([{"entityRef": "component:default/till", "field": "spec.dependsOn", "reference": "resource:ledger"}])
    );
    let broken = asked(&world, "ref=ledger&change=break").await.is(200).json();
    assert_eq!(
        (&broken["total"], &broken["danglingTotal"]),
        (&json!(4), &json!(0)),
        "nothing dangles that stays"
    );
}

#[tokio::test]
async fn an_api_tells_its_providers_and_a_system_its_parts() {
    let world = World::new(SHOP).await;
    let api = asked(&world, "ref=API:prices&change=break").await.is(200).json();
    assert_eq!(column(&api, "items", "entityRef"), ["component:default/shelf", "component:default/poster"]);
    assert_eq!(api["providers"], json!(["component:default/till"]));
    let oak = api["teams"].as_array().unwrap().iter().find(|team| team["name"] == "Oak People").unwrap();
    assert_eq!((&oak["direct"], &oak["provides"]), (&json!(0), &json!(1)));
    let system = asked(&world, "ref=system:shop&group=owner").await.is(200).json();
    assert_eq!(
        system["summary"],
        "Removing shop would affect 5 entities of 2 teams and 1 person, 3 of them directly."
    );
    let groups: Vec<&str> = column(&system, "items", "group");
    assert!(
        groups.contains(&"Oak People") && groups.contains(&"team-nobody (not in the catalog)"),
        "{groups:?}"
    );
    assert_eq!(system["withoutOwner"], 1);
    let theirs = asked(&world, "ref=system:shop&owner=team-elm").await.is(200).json();
    assert_eq!(column(&theirs, "items", "entityRef"), ["component:default/shelf"]);
    assert_eq!(theirs["total"], 5);
    let by_system = asked(&world, "ref=ledger&group=system").await.is(200).json();
    assert_eq!(column(&by_system, "items", "group"), ["shop", "shop", "No system", "No system"]);
}

#[tokio::test]
async fn a_list_for_programs_has_every_group() {
    let document = |number: usize| {
        let spec = format!(
            "{{type: service, lifecycle: x, owner: o, system: s{number}, dependsOn: [component:core]}}"
        );
        format!(
            "---\napiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata: {{name: c{number}}}\nspec: {spec}\n"
        )
    };
    let core = "apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata: {name: core}\nspec: {type: service, lifecycle: x, owner: o}\n";
    let many = core.to_owned() + &(0..60).map(document).collect::<String>();
    let world = World::new(&[("catalog/all.yaml", &many)]).await;
    let answer = asked(&world, "ref=core&group=system&limit=100").await.is(200).json();
    let items = answer["items"].as_array().unwrap();
    assert_eq!((items.len(), answer["more"].as_u64()), (60, Some(0)), "{answer}");
}

#[tokio::test]
async fn owners_leave_things_behind_or_hand_them_over() {
    let world = World::new(SHOP).await;
    let removed = asked(&world, "ref=group:team-oak").await.is(200).json();
    assert_eq!(
        removed["summary"],
        "Removing Oak People would leave 3 entities without an owner and 1 sub-group without a parent."
    );
    let moved = asked(&world, "ref=group:team-oak&change=move&to=team-elm").await.is(200).json();
    assert_eq!(
        moved["summary"],
        "Moving what Oak People owns to team-elm would give 3 entities a new owner."
    );
    assert_eq!(moved["teams"][0]["entityRef"], "group:default/team-elm");
    assert!(moved["dangling"].as_array().unwrap().is_empty());
    let user = asked(&world, "ref=user:anna").await.is(200).json();
    assert_eq!(
        user["summary"],
        "Removing anna would leave 1 entity without an owner and 1 group without a member."
    );
}

#[tokio::test]
async fn nothing_depends_on_the_end_of_the_chain() {
    let world = World::new(SHOP).await;
    let answer = asked(&world, "ref=poster").await.is(200).json();
    assert_eq!(answer["summary"], "Removing poster would affect nothing else that the catalog knows.");
    assert_eq!((&answer["total"], &answer["items"]), (&json!(0), &json!([])));
}

#[tokio::test]
async fn files_have_names_and_cells_are_no_formulas() {
    let world = World::new(SHOP).await;
    let csv = asked(&world, "ref=ledger&format=csv").await.is(200);
    assert_eq!(csv.header(header::CONTENT_TYPE), "text/csv; charset=utf-8; header=present");
    assert_eq!(
        csv.header(header::CONTENT_DISPOSITION),
        "attachment; filename=\"impact-remove-resource-default-ledger.csv\""
    );
    let lines: Vec<&str> = csv.body.split("\r\n").collect();
    assert_eq!(lines[0], "entity,kind,name,distance,group,system,owners,lifecycle,because");
    assert!(
        lines[3].starts_with("component:default/shelf,Component,\"'=cmd(\"\"x\"\"), *bold*\",2,"),
        "{}",
        lines[3]
    );
    assert_eq!((lines.len(), lines[5]), (6, ""), "four entities, and a last end of line");
    let markdown = asked(&world, "ref=ledger&format=markdown").await.is(200);
    assert_eq!(markdown.header(header::CONTENT_TYPE), "text/markdown; charset=utf-8");
    assert!(markdown.body.starts_with("# What if ledger is removed?\n\n**Removing ledger would affect"));
    assert!(
        markdown.body.contains("=cmd(\"x\"), \\*bold\\* (`component:default/shelf`"),
        "{}",
        markdown.body
    );
    let few = asked(&world, "ref=ledger&format=csv&limit=1").await.is(200);
    assert!(few.body.ends_with(",,,,,,,,and 3 more that are not listed\r\n"), "{}", few.body);
    assert_eq!(asked(&world, "ref=ledger&limit=1").await.is(200).json()["more"], 3);
}

#[tokio::test]
async fn what_cannot_be_answered_is_refused_with_a_reason() {
    let world = World::new(SHOP).await;
    let refused = async |query: &str, status: u16, message: &str| {
        let answer = asked(&world, query).await.is(status).json();
        let told = answer["error"]["message"].as_str().unwrap();
        assert!(told.contains(message), "{query}: {told}");
    };
    refused("", 400, "ref must name an entity").await;
    refused("ref=component:default/tell", 404, "did you mean component:default/till?").await;
    refused("ref=legder", 404, "did you mean resource:default/ledger?").await;
    refused("ref=component:", 400, "is no reference").await;
    refused("ref=ledger&change=explode", 400, "change must be one of remove, deprecate, break, move").await;
    refused("ref=ledger&change=move", 400, "makes no sense for a resource; one of remove, deprecate, break")
        .await;
    refused("ref=group:team-oak&change=break", 400, "one of remove, move").await;
    refused("ref=group:team-oak&to=team-elm", 400, "it needs change=move").await;
    refused("ref=group:team-oak&change=move&to=team-ash", 400, "to: there is no entity team-ash").await;
    refused("ref=ledger&limit=0", 400, "limit must be a number from 1 to 20000").await;
    refused("ref=ledger&format=pdf", 400, "format must be one of json, csv, markdown").await;
    refused("ref=ledger&colour=red", 400, "unknown query parameter \"colour\"").await;
}

#[tokio::test]
async fn a_change_of_the_catalog_changes_the_answer() {
    let world = World::new(SHOP).await;
    let total = |world: &World| {
        let question = ImpactQuestion {
            entity_ref: "component:default/poster".into(),
            change: What::Remove,
            group: Grouping::Distance,
            ..ImpactQuestion::default()
        };
        world.portal().impact(Caller::Guest, &question).map(|view| view.total)
    };
    assert_eq!(total(&world), Some(0));
    world.write("catalog/new.yaml", &crate::world::component("kiosk", "  dependsOn: ['component:poster']\n"));
    world.until("the new component counts", || total(&world) == Some(1)).await;
}

/// Exit code, stdout, stderr.
fn portico(folder: &Path, arguments: &[&str]) -> (i32, String, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_portico"))
        .arg("impact")
        .args(arguments)
        .current_dir(folder)
        .output()
        .unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
}

fn on_disk(files: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    folder
}

#[test]
fn the_command_answers_from_files_and_its_exit_code_is_a_gate() {
    let folder = on_disk(SHOP);
    let (code, out, _) = portico(folder.path(), &["till", "--catalog", "catalog"]);
    assert_eq!(code, 1);
    assert!(out.starts_with("Removing The =Till would affect 3 entities"), "{out}");
    assert!(
        out.contains(
            "component:default/shelf\n      =cmd(\"x\"), *bold* consumes prices, which The =Till provides"
        ),
        "{out}"
    );
    assert_eq!(portico(folder.path(), &["poster", "--catalog", "catalog"]).0, 0);
    let (code, out, _) =
        portico(folder.path(), &["till", "--change", "break", "--format", "json", "--catalog", "catalog"]);
    let json: Value = serde_json::from_str(&out).unwrap();
    assert_eq!((code, &json["change"], &json["total"]), (1, &json!("break"), &json!(3)));
    for (format, start) in [("csv", "entity,kind,"), ("markdown", "# What if")] {
        let (code, out, _) = portico(folder.path(), &["till", "--format", format, "--catalog", "catalog"]);
        assert!(code == 1 && out.starts_with(start), "{out}");
    }
    let moved = ["team-oak", "--change", "move", "--to", "team-elm", "--catalog", "catalog"];
    assert!(
        portico(folder.path(), &moved).1.starts_with("Moving what Oak People owns to team-elm would give 3")
    );
}

#[test]
fn wrong_use_and_unknown_names_end_with_two() {
    let folder = on_disk(SHOP);
    let check = |arguments: &[&str], message: &str| {
        let (code, out, err) = portico(folder.path(), arguments);
        assert_eq!((code, out.as_str()), (2, ""), "{err}");
        assert!(err.contains(message), "{err}");
    };
    check(&["tyll", "--catalog", "catalog"], "did you mean component:default/till?");
    check(&["till", "--change", "move", "--catalog", "catalog"], "makes no sense for a component");
    check(&["till", "--to", "team-elm", "--catalog", "catalog"], "it needs --change move");
    check(&["till", "--limit", "0", "--catalog", "catalog"], "from 1 to 20000");
    check(&["till"], "there is no database data/portico.sqlite");
    fs::write(folder.path().join("not.sqlite"), "nonsense, and not little of it").unwrap();
    assert_eq!(portico(folder.path(), &["till", "--database", "sqlite:not.sqlite"]).0, 2);
}

#[test]
fn the_command_answers_from_the_database_of_a_running_portal() {
    let folder = on_disk(SHOP);
    let program = Program::start(folder.path());
    program.shows("/api/catalog/entities/by-name/component/default/poster", "200 OK");
    let before = fs::metadata(folder.path().join("data/portico.sqlite")).unwrap().modified().unwrap();
    let (code, out, err) = portico(folder.path(), &["component:till"]);
    assert!(code == 1 && out.starts_with("Removing The =Till would affect 3 entities"), "{out}{err}");
    program.kill();
    let (code, ..) = portico(folder.path(), &["component:poster"]);
    assert_eq!(code, 0, "after a kill, too");
    let after = fs::metadata(folder.path().join("data/portico.sqlite")).unwrap().modified().unwrap();
    assert_eq!(before, after, "nothing is written");
}

#[test]
fn the_demo_company_knows_what_its_basket_carries() {
    let demo = Path::new(env!("CARGO_MANIFEST_DIR")).join("../examples/demo");
    let (code, out, err) = portico(&demo, &["basket-service", "--format", "json", "--catalog", "."]);
    assert_eq!(code, 1, "{err}");
    let answer: Value = serde_json::from_str(&out).unwrap();
    let because = column(&answer, "items", "because");
    assert!(because.iter().any(|why| why.ends_with(", which Basket service provides")), "{because:?}");
    let direct = answer["direct"].as_u64().unwrap();
    assert!(direct > 1 && answer["total"].as_u64().unwrap() > direct, "{answer}");
}
