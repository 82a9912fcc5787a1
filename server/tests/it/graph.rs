//! The graph of relations: the picture is in the first answer, and the address holds its whole state.

use crate::world::{SMALL, World};
use portico_app::Drawn;
use portico_portal::views::graph::NodeSort;

const TILL: &str = "rootEntityRefs%5B%5D=component:default%2Ftill";

/// The part of a page from the picture's begin to its end.
fn picture(body: &str) -> &str {
    let begin = body.find("class=\"graph-stage\"").expect("a picture");
    let end = body[begin..].find("</svg>").expect("its end");
    &body[begin..begin + end]
}

#[tokio::test]
async fn the_first_answer_holds_the_picture() {
    let world = World::new(SMALL).await;
    let answer = world.get(&format!("/catalog-graph?{TILL}")).await.is(200);
    let picture = picture(&answer.body);
    for href in [
        "component/till",
        "api/prices",
        "resource/ledger",
        "system/shop",
        "group/team-oak",
        "component/shelf",
    ] {
        assert!(picture.contains(&format!("href=\"/catalog/default/{href}\"")), "{href}: {picture}");
    }
    assert!(picture.contains("depends on") && picture.contains("graph-deprecated"), "{picture}");
    answer.shows(&[
        "Relations of till",
        "Relations in words",
        "Export",
        "Owner",
        "Oak People",
        "Takes money",
    ]);
}

#[tokio::test]
async fn an_entity_has_a_tab_with_its_graph() {
    let world = World::new(SMALL).await;
    let answer = world.get("/catalog/default/component/shelf/graph?maxDepth=1").await.is(200);
    assert!(picture(&answer.body).contains("team-oka"), "what does not exist is shown as such");
    answer.shows(&["The &lt;Shelf&gt; &amp; more", "does not exist"]).hides(&["ledger"]);
    world.get("/catalog/default/component/till").await.is(200).shows(&["Open graph"]);
    world.get("/catalog/default/component/nosuch/graph").await.is(404);
}

#[tokio::test]
async fn without_an_entity_the_page_proposes_some() {
    let world = World::new(SMALL).await;
    world.get("/catalog-graph").await.is(200).shows(&["Find", "Systems", "shop"]);
    world.get("/catalog-graph?find=ledg").await.is(200).shows(&["ledger", "Found"]).hides(&["Sells acorns"]);
    world
        .get("/catalog-graph?find=%3Cxyz%3E")
        .await
        .is(200)
        .shows(&["Nothing is called that", "&lt;xyz&gt;"]);
}

#[tokio::test]
async fn nonsense_in_the_address_is_noted_and_never_an_error() {
    let world = World::new(SMALL).await;
    world
        .get(&format!("/catalog-graph?{TILL}&maxDepth=x&direction=up&selectedRelations[]=likes&curve=%00"))
        .await
        .is(200)
        .shows(&["maxDepth cannot be “x”", "direction cannot be “up”", "“likes” is not among"]);
    world
        .get("/catalog-graph?rootEntityRefs[]=component:nosuch")
        .await
        .is(200)
        .shows(&["There is no entity component:default/nosuch"]);
    world.get("/catalog-graph?rootEntityRefs[]=:::///").await.is(200);
}

#[tokio::test]
async fn relations_kinds_depth_and_direction_narrow_the_graph() {
    let world = World::new(SMALL).await;
    let ask = async |more: &str| -> Vec<String> {
        let query = format!("{TILL}{more}").replace('%', "%25").replace('&', "%26");
        let Drawn { view, .. } = world.ask(&format!("/ui/graph?query={query}")).await;
        let mut names: Vec<String> = view
            .nodes
            .into_iter()
            .map(|node| node.entity_ref.rsplit('/').next().unwrap().to_owned())
            .collect();
        names.sort();
        names
    };
    assert_eq!(ask("&maxDepth=1").await, ["ledger", "prices", "shop", "team-oak", "till"]);
    assert_eq!(ask("&selectedRelations[]=dependsOn").await, ["ledger", "till"]);
    assert_eq!(ask("&selectedRelations[]=providesApi&toward=needing").await, ["prices", "till"]);
    assert_eq!(
        ask("&selectedRelations[]=providesApi&selectedRelations[]=consumesApi&toward=needing").await,
        ["prices", "shelf", "till"]
    );
    assert_eq!(ask("&selectedKinds[]=api").await, ["prices", "till"]);
    assert_eq!(ask("&maxDepth=1&hidden[]=api:prices&collapsed[]=component:till").await, ["till"]);
    assert_eq!(
        ask("&maxDepth=1&selectedRelations[]=providesApi&selectedRelations[]=consumesApi&expanded[]=api:prices").await,
        ["prices", "shelf", "till"]
    );
}

#[tokio::test]
async fn the_picture_is_a_file_of_its_own_in_both_themes() {
    let world = World::new(SMALL).await;
    let light = world.get(&format!("/ui/graph.svg?{TILL}&theme=light")).await.is(200);
    assert_eq!(light.header(axum::http::header::CONTENT_TYPE), "image/svg+xml");
    assert!(light.body.contains("ledger") && light.body.contains("#0e6f5f"), "{}", light.body);
    assert!(!light.body.contains("var(") && !light.body.contains("class="), "nothing of it is elsewhere");
    let dark = world.get(&format!("/ui/graph.svg?{TILL}&theme=dark")).await.is(200);
    assert!(dark.body.contains("#54c3ad") && !dark.body.contains("#0e6f5f"), "{}", dark.body);
    world.get("/ui/graph.svg").await.is(400).shows(&["rootEntityRefs"]);
}

/// A domain of 40 systems with 10 components each, in files of their own.
fn many() -> Vec<(String, String)> {
    let system = |index: usize| {
        let mut text = format!(
            "apiVersion: backstage.io/v1alpha1\nkind: System\nmetadata: {{name: s{index}}}\n\
             spec: {{owner: team-oak, domain: big}}\n"
        );
        for number in 0..10 {
            let next = (index + 1) % 40;
            text += &format!(
                "---\napiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata: {{name: c{index}-{number}}}\n\
                 spec: {{type: service, lifecycle: production, owner: team-oak, system: s{index}, \
                 dependsOn: ['component:c{next}-{number}']}}\n"
            );
        }
        (format!("catalog/s{index}.yaml"), text)
    };
    let domain =
        "apiVersion: backstage.io/v1alpha1\nkind: Domain\nmetadata: {name: big}\nspec: {owner: team-oak}\n";
    (0..40).map(system).chain([("catalog/big.yaml".to_owned(), domain.to_owned())]).collect()
}

#[tokio::test]
async fn what_is_too_large_to_be_read_is_summarised_with_a_way_in() {
    let files = many();
    let files: Vec<(&str, &str)> = files
        .iter()
        .map(|(name, text)| (name.as_str(), text.as_str()))
        .chain(SMALL.iter().copied())
        .collect();
    let world = World::new(&files).await;
    let big = "rootEntityRefs%5B%5D=domain:default%2Fbig&maxDepth=%E2%88%9E";
    let answer = world.get(&format!("/catalog-graph?{big}")).await.is(200);
    answer.shows(&["442 entities, summarised by system", "11 entities", "too many to be read one by one"]);
    let Drawn { view, picture, .. } =
        world.ask(&format!("/ui/graph?query={}", big.replace('%', "%25").replace('&', "%26"))).await;
    let groups: Vec<_> = view.nodes.iter().filter(|node| node.sort == NodeSort::Group).collect();
    assert_eq!(groups.len(), 41, "40 systems, and the group");
    assert_eq!(groups.iter().map(|node| node.further).sum::<usize>() + 1, view.found);
    assert!(picture.contains("depends on ×10"), "{picture}");
    let opened = format!("{big}&open%5B%5D=system:default%2Fs7");
    world.get(&format!("/catalog-graph?{opened}")).await.is(200).shows(&["c7-3"]).hides(&["c9-3"]);
}
