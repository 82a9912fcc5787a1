//! Who the reader is, what is theirs, and the organisation that they are in.

mod pages;

use crate::world::{World, component};
use axum::{
    body::Body,
    http::{Request, header},
};
use portico_entity::EntityRef;
use portico_portal::{
    Caller,
    views::{
        explore::{ExploreFilter, TeamNode},
        filter::CatalogFilter,
        people::OwnedCount,
    },
};

/// A company with two levels of groups, people, and groups that lead back to themselves.
const ORG: &[(&str, &str)] = &[
    (
        "catalog/org.yaml",
        "apiVersion: backstage.io/v1alpha1
kind: Group
metadata: {name: forest, description: All of it}
spec: {type: department, children: []}
---
apiVersion: backstage.io/v1alpha1
kind: Group
metadata:
  name: team-oak
  title: Team Oak
  description: Looks after the shop
  links:
    - {url: 'https://chat.test/oak', title: Chat}
    - {url: 'javascript:alert(1)', title: Bad}
spec: {type: team, parent: forest, children: [], lead: anna}
---
apiVersion: backstage.io/v1alpha1
kind: Group
metadata: {name: team-elm}
spec: {type: team, parent: forest, children: []}
---
apiVersion: backstage.io/v1alpha1
kind: Group
metadata: {name: ring-a}
spec: {type: team, parent: ring-b, children: []}
---
apiVersion: backstage.io/v1alpha1
kind: Group
metadata: {name: ring-b}
spec: {type: team, parent: ring-a, children: []}
---
apiVersion: backstage.io/v1alpha1
kind: User
metadata: {name: anna, description: Grows oaks}
spec: {profile: {displayName: Anna Berg, email: anna.berg@forest.test, picture: 'https://pictures.test/anna.png'}, memberOf: [team-oak]}
---
apiVersion: backstage.io/v1alpha1
kind: User
metadata: {name: ben}
spec: {profile: {displayName: Ben Sand, picture: 'http://pictures.test/ben.png'}, memberOf: [team-oak, team-elm]}
---
apiVersion: backstage.io/v1alpha1
kind: User
metadata: {name: joanna}
spec: {profile: {displayName: Jo Anna Lund}, memberOf: [forest]}
",
    ),
    (
        "catalog/software.yaml",
        "apiVersion: backstage.io/v1alpha1
kind: Domain
metadata: {name: trade, description: Selling things}
spec: {owner: forest}
---
apiVersion: backstage.io/v1alpha1
kind: System
metadata: {name: shop}
spec: {owner: team-oak, domain: trade}
---
apiVersion: backstage.io/v1alpha1
kind: System
metadata: {name: cellar}
spec: {owner: team-elm}
---
apiVersion: backstage.io/v1alpha1
kind: Component
metadata: {name: till, title: The till}
spec: {type: service, lifecycle: production, owner: team-oak, system: shop}
---
apiVersion: backstage.io/v1alpha1
kind: Component
metadata: {name: shelf}
spec: {type: website, lifecycle: experimental, owner: team-elm, system: shop, dependsOn: ['component:nothing']}
---
apiVersion: backstage.io/v1alpha1
kind: API
metadata: {name: notes}
spec: {type: openapi, lifecycle: production, owner: user:anna, definition: 'openapi: 3.1.0'}
",
    ),
];

const ANNA: &str = "portico-person=user%3Adefault%2Fanna";

fn anna() -> Caller {
    Caller::user("user:default/anna")
}

fn reference(text: &str) -> EntityRef {
    EntityRef::parse_full(text).unwrap()
}

#[tokio::test]
async fn nothing_is_kept_for_people_whom_nobody_knows() {
    let world = World::new(ORG).await;
    let portal = world.portal();
    let invented = || Caller::user("user:default/somebody-else");
    let till = reference("component:default/till");
    assert!(!portal.star(invented(), &till, true).await.unwrap());
    portal.visited(invented(), &till).await.unwrap();
    let mine = portal.home(invented()).await.unwrap().mine.unwrap();
    assert!(mine.starred.is_empty() && mine.visited.is_empty());
}

/// What a plain form sends.
async fn post(world: &World, path: &str, cookie: &str, body: &str) -> crate::world::Answer {
    let request = Request::post(path)
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .header(header::COOKIE, cookie)
        .header(header::ACCEPT, "text/html")
        .body(Body::from(body.to_owned()))
        .unwrap();
    world.send(request).await
}

#[tokio::test]
async fn a_reader_says_who_they_are_changes_it_and_is_forgotten() {
    let world = World::new(ORG).await;
    let said =
        post(&world, "/ui/person", "", "person=User:default/Anna&back=/catalog?kind%3Dapi").await.is(303);
    assert_eq!(said.header(header::LOCATION), "/catalog?kind=api");
    let cookie = said.header(header::SET_COOKIE);
    assert!(cookie.starts_with(&format!("{ANNA};")) && cookie.contains("SameSite=Lax"), "{cookie}");
    assert!(cookie.contains("Max-Age=31536000"), "{cookie}");
    // Nobody is whom the catalog does not know: the question is asked again.
    let unknown = post(&world, "/ui/person", "", "person=user:default/nobody&back=/problems").await.is(303);
    assert_eq!(unknown.header(header::LOCATION), "/?who=user:default%2Fnobody&back=%2Fproblems");
    assert_eq!(unknown.header(header::SET_COOKIE), "");
    post(&world, "/ui/person", "", "person=group:default/team-oak").await.is(303);
    let forgotten = post(&world, "/ui/person", ANNA, "back=//evil.test").await.is(303);
    assert_eq!(forgotten.header(header::LOCATION), "/");
    assert!(forgotten.header(header::SET_COOKIE).contains("Max-Age=0"));
    // Other sites cannot say it for the reader.
    let request =
        Request::post("/ui/person").header("sec-fetch-site", "cross-site").body(Body::empty()).unwrap();
    world.send(request).await.is(403);
}

#[tokio::test]
async fn people_are_found_by_name_and_address() {
    let world = World::new(ORG).await;
    let found = |text: &str| -> Vec<String> {
        let view = world.portal().people(Caller::Guest, text);
        assert_eq!((view.total, view.more), (3, 0));
        view.people.into_iter().map(|person| person.user.label).collect()
    };
    // Those whose name begins like this come first.
    assert_eq!(found("ann"), ["Anna Berg", "Jo Anna Lund"]);
    assert_eq!(found("berg an"), ["Anna Berg"]);
    assert_eq!(found("oaks"), ["Anna Berg"]);
    assert_eq!(found("ANNA.BERG@forest"), ["Anna Berg"]);
    assert_eq!(found("user:default/ben"), ["Ben Sand"]);
    assert!(found("").is_empty() && found("zebra").is_empty());
    let anna = &world.portal().people(Caller::Guest, "berg").people[0];
    assert_eq!(anna.picture.as_deref(), Some("https://pictures.test/anna.png"));
    assert_eq!(anna.teams[0].label, "Team Oak");
    let ben = &world.portal().people(Caller::Guest, "ben").people[0];
    assert_eq!(ben.picture, None, "only safe addresses are fetched");
}

#[tokio::test]
async fn what_is_mine_is_what_i_and_my_groups_own() {
    let world = World::new(ORG).await;
    let portal = world.portal();
    assert!(portal.home(Caller::Guest).await.unwrap().mine.is_none());
    let till = reference("component:default/till");
    assert!(!portal.star(Caller::Guest, &till, true).await.unwrap());
    assert!(portal.star(anna(), &till, true).await.unwrap());
    assert!(!portal.star(anna(), &reference("component:default/nothing"), true).await.unwrap());
    portal.visited(anna(), &reference("component:default/shelf")).await.unwrap();
    portal.visited(anna(), &reference("component:default/nothing")).await.unwrap();

    let mine = portal.home(anna()).await.unwrap().mine.unwrap();
    assert_eq!((mine.me.user.label.as_str(), mine.me.user.exists), ("Anna Berg", true));
    let teams: Vec<_> =
        mine.teams.iter().map(|team| (team.team.label.as_str(), team.members, team.owns)).collect();
    assert_eq!(teams, [("Team Oak", 2, 2)]);
    assert_eq!(mine.teams[0].parent.as_ref().unwrap().label, "forest");
    assert_eq!(mine.teams[0].links.len(), 1, "a link that would run a script is none");
    let owned: Vec<_> = mine.owned.iter().map(|kind| (kind.kind.as_str(), kind.count)).collect();
    assert_eq!(owned, [("API", 1), ("Component", 1), ("System", 1)]);
    assert_eq!(mine.starred[0].entity.label, "The till");
    assert_eq!(mine.visited.iter().map(|one| one.entity.label.as_str()).collect::<Vec<_>>(), ["shelf"]);
    assert!(mine.attention.is_empty() && mine.urgent.is_empty());

    let elm = portal.home(Caller::user("user:default/ben")).await.unwrap().mine.unwrap();
    assert_eq!(elm.attention, [("dangling".to_owned(), 1)]);
    assert_eq!(elm.urgent[0].entity.label, "shelf");
    assert!(elm.starred.is_empty() && elm.visited.is_empty(), "what is mine is nobody else's");

    let me = portal.frame(anna()).await.me.unwrap();
    assert_eq!(me.stars, ["component:default/till"]);
    assert!(portal.star(anna(), &till, false).await.unwrap());
    assert!(portal.frame(anna()).await.me.unwrap().stars.is_empty());
    // A cookie may outlive its user.
    let gone = portal.frame(Caller::user("user:default/gone")).await.me.unwrap();
    assert!(!gone.user.exists);
}

#[tokio::test]
async fn the_catalog_lists_what_is_owned_and_starred() {
    let world = World::new(ORG).await;
    let portal = world.portal();
    portal.star(anna(), &reference("component:default/shelf"), true).await.unwrap();
    let rows = async |caller: Caller, query: &[(&str, &str)]| -> Vec<String> {
        let view = portal.catalog(caller, &CatalogFilter::read(query.iter().copied())).await.unwrap();
        view.rows.into_iter().map(|row| row.label).collect()
    };
    assert_eq!(rows(anna(), &[("list", "owned")]).await, ["notes", "shop", "The till"]);
    assert_eq!(rows(anna(), &[("filters[user]", "owned"), ("kind", "component")]).await, ["The till"]);
    assert_eq!(rows(anna(), &[("list", "starred")]).await, ["shelf"]);
    assert!(rows(Caller::Guest, &[("list", "owned")]).await.is_empty());
    assert!(rows(Caller::Guest, &[("list", "starred")]).await.is_empty());
    let filter = CatalogFilter::read([("list", "owned")]);
    let view = portal.catalog(anna(), &filter).await.unwrap();
    let kinds: Vec<_> = view.facets[0].options.iter().map(|kind| (kind.value.as_str(), kind.count)).collect();
    assert_eq!(kinds, [("api", 1), ("component", 1), ("system", 1)], "facets count within the list");
}

#[tokio::test]
async fn a_profile_tells_members_and_what_is_owned_directly_and_below() {
    let world = World::new(ORG).await;
    let portal = world.portal();
    let forest = reference("group:default/forest");
    let view = portal.profile(Caller::Guest, &forest, false).unwrap();
    assert_eq!(view.member_counts, (1, 3));
    assert_eq!(view.members.iter().map(|one| one.user.label.as_str()).collect::<Vec<_>>(), ["Jo Anna Lund"]);
    let all = portal.profile(Caller::Guest, &forest, true).unwrap();
    assert_eq!(all.members.len(), 3);
    let counts = |what: &str, direct, all| OwnedCount { what: what.into(), direct, all };
    assert_eq!(view.owned, [counts("Component", 0, 2), counts("System", 0, 2), counts("Domain", 1, 1)]);
    assert_eq!(view.attention, [counts("dangling", 0, 1)]);
    assert_eq!(view.owners, ["group:default/forest", "group:default/team-elm", "group:default/team-oak"]);
    assert_eq!(
        view.teams.iter().map(|team| team.team.label.as_str()).collect::<Vec<_>>(),
        ["team-elm", "Team Oak"]
    );

    let oak = portal.profile(Caller::Guest, &reference("group:default/team-oak"), false).unwrap();
    assert_eq!(oak.lead.unwrap().label, "Anna Berg");
    assert_eq!(oak.above[0].label, "forest");
    let ring = portal.profile(Caller::Guest, &reference("group:default/ring-a"), false).unwrap();
    assert!(ring.is_circular && !oak.is_circular);

    let anna = portal.profile(Caller::Guest, &reference("user:default/anna"), false).unwrap();
    assert_eq!(anna.owned, [counts("API", 1, 1), counts("Component", 0, 1), counts("System", 0, 1)]);
    assert_eq!(anna.owned_above.iter().map(|kind| kind.kind.as_str()).collect::<Vec<_>>(), ["Domain"]);
    assert!(portal.profile(Caller::Guest, &reference("api:default/notes"), false).is_none());
    assert!(portal.profile(Caller::Guest, &reference("user:default/nobody"), false).is_none());
}

fn outline(nodes: &[TeamNode]) -> String {
    let inner = |node: &TeamNode| match node.children.as_slice() {
        [] => node.team.label.clone(),
        children => format!("{}({})", node.team.label, outline(children)),
    };
    nodes.iter().map(inner).collect::<Vec<_>>().join(" ")
}

#[tokio::test]
async fn groups_are_a_tree_even_if_they_lead_back_to_themselves() {
    let world = World::new(ORG).await;
    let portal = world.portal();
    let teams =
        |query: &[(&str, &str)]| portal.teams(Caller::Guest, &ExploreFilter::read(query.iter().copied()));
    let view = teams(&[]);
    assert_eq!(outline(&view.roots), "forest(Team Oak team-elm) ring-a(ring-b)");
    assert!(view.roots[1].is_circular && !view.roots[0].is_circular);
    let forest = &view.roots[0];
    assert_eq!((forest.members, forest.owns, forest.attention), ((1, 3), (1, 5), (0, 1)));
    assert_eq!(forest.children[0].lead.as_ref().unwrap().label, "Anna Berg");
    assert_eq!((view.groups, view.people, view.more), ((5, 5), 3, 0));
    let sought = teams(&[("text", "shop")]);
    assert_eq!(outline(&sought.roots), "forest(Team Oak)");
    assert!(!sought.roots[0].is_found && sought.roots[0].children[0].is_found);
    assert_eq!(sought.groups, (1, 5));
    assert_eq!(outline(&teams(&[("within", "group:default/team-oak")]).roots), "Team Oak");
    assert_eq!(outline(&teams(&[("within", "group:default/none")]).roots), outline(&view.roots));
    assert!(teams(&[("text", "zebra")]).roots.is_empty());
}

#[tokio::test]
async fn the_map_holds_every_system_and_part_and_says_what_has_no_place() {
    let world = World::new(ORG).await;
    let portal = world.portal();
    let map = |query: &[(&str, &str)]| portal.map(Caller::Guest, &ExploreFilter::read(query.iter().copied()));
    let outline = |query: &[(&str, &str)]| -> String {
        let view = map(query);
        let boxes = view.domains.iter().map(|domain| {
            let name = domain.domain.as_ref().map_or("-", |domain| domain.label.as_str());
            let systems = domain.systems.iter().map(|system| {
                let parts: Vec<_> = system.parts.iter().map(|part| part.entity.label.as_str()).collect();
                format!("{}[{}]", system.system.as_ref().unwrap().label, parts.join(" "))
            });
            format!("{name}({})", systems.collect::<Vec<_>>().join(" "))
        });
        boxes.collect::<Vec<_>>().join(" ")
    };
    assert_eq!(outline(&[]), "trade(shop[shelf The till]) -(cellar[])");
    let view = map(&[]);
    assert_eq!((view.found, view.total), ((2, 3), (2, 3)));
    assert_eq!((view.domains[0].parts, view.domains[0].attention), (2, 1));
    let loose = view.loose.unwrap();
    assert_eq!(loose.parts[0].entity.label, "notes");
    assert!(!view.is_summary);
    assert_eq!(outline(&[("lifecycle", "production")]), "trade(shop[The till])");
    assert_eq!(outline(&[("text", "till")]), "trade(shop[The till])");
    assert_eq!(outline(&[("owner", "group:default/team-elm")]), "trade(shop[shelf]) -(cellar[])");
    assert_eq!(outline(&[("text", "selling")]), "trade()");
    assert_eq!(outline(&[("within", "domain:default/trade")]), "trade(shop[shelf The till])");
    assert_eq!(outline(&[("text", "zebra")]), "");
}

#[tokio::test]
async fn a_large_map_counts_instead_of_naming() {
    let mut text = String::new();
    for number in 0..900 {
        text.push_str(&component(&format!("part-{number}"), "  system: shop\n"));
        text.push_str("---\n");
    }
    let mut files = ORG.to_vec();
    files.push(("catalog/many.yaml", &text));
    let world = World::new(&files).await;
    let view = world.portal().map(Caller::Guest, &ExploreFilter::default());
    assert!(view.is_summary);
    let shop = &view.domains[0].systems[0];
    assert!(shop.parts.is_empty());
    assert_eq!((shop.more, shop.kinds[0].count), (902, 902));
    let narrowed = ExploreFilter { text: "part-77".into(), ..ExploreFilter::default() };
    let view = world.portal().map(Caller::Guest, &narrowed);
    assert_eq!(view.domains[0].systems[0].parts.len(), 11);
}
