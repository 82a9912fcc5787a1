//! What pages show in the first response.

use crate::world::{SMALL, World, component};

#[tokio::test]
async fn home_says_what_is_here_and_what_needs_attention() {
    let world = World::new(SMALL).await;
    world.get("/").await.is(200).shows(&[
        "6 entities",
        "2 Components",
        "No owner",
        "Broken references",
        "till",
        "added",
        "catalog/shop.yaml",
    ]);
}

#[tokio::test]
async fn the_catalog_lists_filters_and_sorts() {
    let world = World::new(SMALL).await;
    world.get("/catalog").await.is(200).shows(&[
        "till",
        "Takes money",
        "Oak People",
        "shop",
        "production",
        "rust",
    ]);
    world.get("/catalog?kind=api").await.is(200).shows(&["1 of 6", "prices"]).hides(&["Takes money"]);
    world.get("/catalog?text=MONEY").await.is(200).shows(&["till"]).hides(&["The <Shelf>"]);
    world
        .get("/catalog?attention=no-owner")
        .await
        .is(200)
        .shows(&["1 of 6", "no owner"])
        .hides(&["Takes money"]);
    world.get("/catalog?filters%5Bkind%5D=resource").await.is(200).shows(&["ledger"]).hides(&["Takes money"]);
    world.get("/catalog?owner=team-oak&kind=component").await.is(200).shows(&["till"]).hides(&["website"]);
    world.get("/catalog?tag=nosuch").await.is(200).shows(&["Nothing matches", "Clear filters"]);
    let ascending = world.get("/catalog?kind=component").await.text();
    let descending = world.get("/catalog?kind=component&sort=-name").await.text();
    let till_first = |text: &str| text.find("Takes money") < text.find("Shelf");
    assert!(!till_first(&ascending) && till_first(&descending), "{ascending}\n{descending}");
}

#[tokio::test]
async fn an_entity_page_shows_facts_relations_and_problems() {
    let world = World::new(SMALL).await;
    let page = world.get("/catalog/default/component/till").await.is(200);
    assert!(page.body.contains("<title>till · Portico</title>"), "{}", page.body);
    assert!(page.body.contains("<svg") && page.body.contains("href=\"/catalog/default/resource/ledger\""));
    page.shows(&["Takes money", "Oak People", "Provided APIs", "prices", "Depends on", "ledger", "provides"]);
    world.get("/catalog/default/component/shelf").await.is(200).shows(&[
        "The &lt;Shelf&gt; &amp; more",
        "The owner team-oka does not exist",
        "Did you mean \"team-oak\"?",
    ]);
    // Any case leads to the same entity.
    world.get("/catalog/Default/Component/TILL").await.is(200).shows(&["Takes money"]);
    world.get("/catalog/default/group/team-oak").await.is(200).shows(&["Oak People", "Owns", "till"]);
}

#[tokio::test]
async fn tabs_show_source_and_definition() {
    let world = World::new(SMALL).await;
    world.get("/catalog/default/component/shelf/source").await.is(200).shows(&[
        "catalog/shop.yaml:",
        "team-oka",
        "does not exist",
    ]);
    world.get("/catalog/default/api/prices/definition").await.is(200).shows(&["Prices of acorns", "openapi"]);
    world.get("/catalog/default/component/till/definition").await.is(404);
    world.get("/catalog/default/component/till/nosuch").await.is(404);
}

#[tokio::test]
async fn what_is_not_there_is_404_with_a_next_step() {
    let world = World::new(SMALL).await;
    world.get("/nowhere").await.is(404).shows(&["There is no such page", "Open the catalog"]);
    world.get("/catalog/default/component/tilt").await.is(404).shows(&["no component", "tilt", "Search for"]);
}

#[tokio::test]
async fn an_empty_catalog_says_how_to_fill_it() {
    let world = World::new(&[]).await;
    world.get("/").await.is(200).shows(&["The catalog is empty", "portico serve --catalog"]);
    world.get("/catalog").await.is(200).shows(&["The catalog is empty"]);
    world.get("/problems").await.is(200).shows(&["There is no file or folder"]);
}

#[tokio::test]
async fn a_saved_change_is_visible_and_a_broken_one_is_a_problem() {
    let world = World::new(SMALL).await;
    world.write("catalog/new.yaml", &component("lamp", ""));
    world.until("the lamp is there", || world.portal().index().get("component:default/lamp").is_some()).await;
    world.get("/catalog/default/component/lamp").await.is(200).shows(&["Oak People"]);

    world.write(
        "catalog/new.yaml",
        "apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata:\n\tname: lamp\n",
    );
    world
        .until("the problem is there", || {
            world.portal().all_problems().iter().any(|p| p.code == "yaml-syntax")
        })
        .await;
    world.get("/problems").await.is(200).shows(&[
        "catalog/new.yaml",
        "A tab stands where",
        "line 4, column 1",
    ]);
    world.get("/problems?severity=warning").await.is(200).hides(&["A tab stands where"]);
    world.get("/catalog/default/component/lamp").await.is(200).shows(&["Oak People"]);

    std::fs::remove_file(world.path("catalog/new.yaml")).unwrap();
    world.until("the lamp is gone", || world.portal().index().get("component:default/lamp").is_none()).await;
    world.get("/catalog/default/component/lamp").await.is(404);
    world.get("/").await.is(200).shows(&["lamp", "removed"]);
}

#[tokio::test]
async fn many_entities_come_in_pages() {
    let many: String = (0..120).map(|number| component(&format!("c{number:03}"), "") + "---\n").collect();
    let world = World::new(&[("catalog/many.yaml", &many)]).await;
    world.get("/catalog").await.is(200).shows(&["Page 1 of 3", "c000", "c049"]).hides(&["c050"]);
    world.get("/catalog?page=3").await.is(200).shows(&["Page 3 of 3", "c119"]).hides(&["c099"]);
    world.get("/catalog?page=99").await.is(200).shows(&["Page 3 of 3"]);
}

#[tokio::test]
async fn a_folder_that_was_replaced_is_still_followed() {
    let world = World::new(&[("catalog/a.yaml", &component("lamp", ""))]).await;
    std::fs::rename(world.path("catalog"), world.path("old")).unwrap();
    world
        .until("the loss is noticed", || world.portal().all_problems().iter().any(|p| p.code == "not-found"))
        .await;
    world.get("/catalog/default/component/lamp").await.is(200);

    world.write("catalog/a.yaml", &component("lamp", "  system: light\n"));
    world
        .until("all is well again", || !world.portal().all_problems().iter().any(|p| p.code == "not-found"))
        .await;
    world.write("catalog/b.yaml", &component("shade", ""));
    world
        .until("the shade is there", || world.portal().index().get("component:default/shade").is_some())
        .await;
}

#[tokio::test]
async fn a_failing_store_is_a_500_that_says_what_to_do_and_nothing_unsafe_is_shown() {
    let world = World::with_broken_store(SMALL).await;
    let page = world.get("/").await.is(500).shows(&["could not be loaded", "its log says why", "Try again"]);
    page.hides(&["disk is full"]);
    world.until("storing was tried", || world.portal().status().store_error.is_some()).await;
    // What is not stored is not shown, and programs are told.
    world.get("/catalog").await.is(200).hides(&["Takes money"]);
    let answer = world.get("/.backstage/health/v1/readiness").await.is(503);
    assert!(answer.body.contains("a stored value cannot be read"), "{}", answer.body);
}

#[tokio::test]
async fn nothing_in_an_entity_can_end_the_title_or_run() {
    let evil = "</title><script>alert('T')</script>";
    let text = format!(
        "apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata:\n  name: evil\n  title: \"{evil}\"\n  \
         description: \"{evil}\"\n  links: [{{url: 'javascript:alert(1)', title: \"{evil}\"}}]\nspec: {{type: \"{evil}\", \
         lifecycle: \"{evil}\", owner: team-oak}}\n"
    );
    let world = World::new(&[("catalog/evil.yaml", &text)]).await;
    for path in ["/catalog/default/component/evil", "/catalog/default/component/evil/source", "/catalog", "/"]
    {
        let page = world.get(path).await.is(200);
        assert!(!page.body.contains("<script>alert"), "{path}: {}", page.body);
        assert!(!page.body.contains("href=\"javascript:"), "{path}");
    }
}

#[tokio::test]
async fn a_problem_leads_only_to_entities_that_there_are() {
    let bad = component("noowner", "").replace("  owner: team-oak\n", "");
    let world = World::new(&[("catalog/a.yaml", &bad), ("catalog/b.yaml", &component("lamp", ""))]).await;
    let page = world.get("/problems").await.is(200);
    assert!(page.body.contains("component:default/noowner"), "{}", page.body);
    assert!(!page.body.contains("/catalog/default/component/noowner"), "{}", page.body);
    assert!(page.body.contains("/catalog/default/component/lamp"), "its owner is missing: {}", page.body);
}

#[tokio::test]
async fn files_of_other_tools_in_a_folder_are_passed_over() {
    let manifest = "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: x}\n";
    let slip = "apiVersion: backstage.io/v1alpha1\nkind: Deployment\nmetadata: {name: y}\n";
    let near = "apiVersion: acme.test/v1\nkind: Componant\nmetadata: {name: z}\n";
    let files = [
        ("catalog/k8s.yaml", manifest),
        ("catalog/k8s-2.yaml", manifest),
        ("catalog/c.yaml", slip),
        ("catalog/d.yaml", near),
    ];
    let world = World::new(&files).await;
    let problems = world.portal().all_problems();
    let found: Vec<_> =
        problems.iter().map(|problem| (problem.file.as_str(), problem.code.as_str())).collect();
    assert_eq!(found, [("catalog/c.yaml", "unknown-kind"), ("catalog/d.yaml", "unknown-kind")]);
}
