//! Fields that pick from the catalog and from source-control hosts.

use crate::world::{form, html, look, press, problems, sent};
use portico_form::{Form, Offer, Offered, Offers, State};
use serde_json::{Value, json};

fn question(schema: &str, values: Value) -> Value {
    let form = form(&format!("properties: {{team: {{type: string, title: Team}}, x: {schema}}}"));
    let state = State { values, ..State::default() };
    form.questions(&state).first().map(portico_form::Question::to_json).unwrap_or_default()
}

#[test]
fn pickers_ask_for_what_their_options_say() {
    assert_eq!(question("{ui:field: EntityPicker}", json!({})), json!({}));
    assert_eq!(
        question(
            "{ui:field: EntityPicker, ui:options: {catalogFilter: {kind: [System, Domain], spec.type: {exists: true}}}}",
            json!({})
        ),
        json!({"filter": [{"kind": ["System", "Domain"], "spec.type": {"exists": true}}]})
    );
    assert_eq!(
        question("{ui:field: EntityPicker, ui:options: {allowedKinds: [System]}}", json!({})),
        json!({"filter": [{"kind": ["System"]}]})
    );
    assert_eq!(
        question("{ui:field: OwnerPicker}", json!({})),
        json!({"filter": [{"kind": ["Group", "User"]}]})
    );
    assert_eq!(question("{ui:field: OwnedEntityPicker}", json!({})), json!({"whose": "owned"}));
    assert_eq!(question("{ui:field: MyGroupsPicker}", json!({}))["whose"], "groups");
    assert_eq!(question("{type: array, ui:field: EntityTagsPicker}", json!({})), json!({"tags": true}));
}

#[test]
fn the_catalog_picker_uses_values_that_were_entered() {
    let schema = "{ui:field: CatalogPicker, ui:options: {filter: {kind: Resource, relations.ownedBy: '${{ parameters.team }}'}, title: metadata.title, details: [spec.region], value: metadata.name}}";
    assert_eq!(
        question(schema, json!({"team": "group:default/pay"})),
        json!({"filter": [{"kind": "Resource", "relations.ownedBy": "group:default/pay"}], "title": "metadata.title", "value": "metadata.name", "details": ["spec.region"]})
    );
    assert_eq!(question(schema, json!({})), Value::Null, "nothing is asked before it can be");
    let form = form(&format!("properties: {{team: {{type: string, title: Team}}, x: {schema}}}"));
    let page = html(&form, &State::default());
    assert!(page.contains("Choose \u{201c}Team\u{201d} first"), "{page}");
    let asked = question(
        "{ui:field: CatalogPicker, ui:options: {filter: 'kind=a,metadata.namespace=${{ parameters.team }}'}}",
        json!({"team": "t"}),
    );
    assert_eq!(asked, json!({"filter": ["kind=a,metadata.namespace=t"]}));
}

#[track_caller]
fn typed(schema: &str, text: &str, value: Value) {
    let form = form(&format!("properties: {{x: {schema}}}"));
    let state = press(&form, &form.begin(&json!({})), &[("f./x", text)], "stay");
    assert_eq!(state.values["x"], value, "{schema} {text}");
}

#[test]
fn typed_references_are_completed() {
    typed("{ui:field: OwnerPicker}", "Team-A", json!("group:default/team-a"));
    typed(
        "{ui:field: EntityPicker, ui:options: {defaultKind: System, defaultNamespace: shop}}",
        "x",
        json!("system:shop/x"),
    );
    typed("{ui:field: EntityPicker}", "no kind", json!("no kind"));
    typed(
        "{type: array, ui:field: MultiEntityPicker, ui:options: {defaultKind: API}}",
        "a, b/c,a",
        json!(["api:default/a", "api:b/c"]),
    );
    typed("{type: array, ui:field: EntityTagsPicker}", "rust web rust", json!(["rust", "web"]));
}

#[test]
fn what_pickers_store_is_checked() {
    let form = form(
        "properties: {n: {type: string, ui:field: EntityNamePicker}, t: {type: array, ui:field: EntityTagsPicker}, b: {type: string, ui:field: RepoBranchPicker}, m: {type: array, maxItems: 1, ui:field: MultiEntityPicker}}",
    );
    let state = form
        .begin(&json!({"n": "-a", "t": ["ok", "Not"], "b": "a b", "m": ["api:default/a", "api:default/b"]}));
    let problems = problems(&form, &state);
    assert_eq!(problems.len(), 4, "{problems:?}");
    assert!(problems[0].starts_with("/n: Write the name with"));
    assert!(problems[1].contains("\u{201c}Not\u{201d} is no tag"));
    assert_eq!(problems[3], "/m: Choose at most 1.");
}

#[test]
fn repositories_have_the_parts_of_their_host() {
    let form = form("required: [r]\nproperties: {r: {type: string, ui:field: RepoUrlPicker}}");
    let begin = form.begin(&json!({}));
    assert_eq!(problems(&form, &begin), ["/r: Choose or enter a value."]);
    let state = press(&form, &begin, &[("r.owner./r", "acme")], "next");
    assert_eq!(problems(&form, &state), ["/r: Complete the address: repository is missing."]);
    let state = press(&form, &state, &[("r.repo./r", "cart api")], "next");
    assert_eq!((state.page, &state.values["r"]), (1, &json!("github.com?owner=acme&repo=cart+api")));
    let state = press(&form, &begin, &[("r.host./r", "dev.azure.com")], "stay");
    let page = html(&form, &state);
    assert!(
        page.contains("r.organization./r") && page.contains("r.project./r") && !page.contains("r.owner./r"),
        "{page}"
    );
    let parts = [("r.organization./r", "o"), ("r.project./r", "p"), ("r.repo./r", "x")];
    assert_eq!(
        press(&form, &state, &parts, "stay").values["r"],
        "dev.azure.com?repo=x&organization=o&project=p"
    );
}

#[test]
fn allowed_hosts_and_owners_are_offered() {
    let form = form(
        "properties: {r: {type: string, ui:field: RepoUrlPicker, ui:options: {allowedHosts: [gitlab.com], allowedOwners: [a, b]}}}",
    );
    let begin = form.begin(&json!({}));
    let page = html(&form, &begin);
    assert!(
        page.contains("On <strong>gitlab.com</strong>") && page.contains("<option value=\"b\">b</option>"),
        "{page}"
    );
    let state = press(&form, &begin, &[("r.owner./r", "c"), ("r.repo./r", "x")], "stay");
    assert!(problems(&form, &state)[0].contains("\u{201c}c\u{201d} is not allowed as group here"));
}

fn offers(form: &Form, state: &State, names: &[&str]) -> Offers {
    let options = names.iter().map(|name| Offered {
        value: format!("group:default/{name}"),
        title: (*name).to_owned(),
        details: vec!["Group".to_owned()],
        is_mine: *name == "mine",
    });
    let offer = Offer { options: options.collect(), more: 0 };
    form.questions(state).iter().map(|question| (question.key(), offer.clone())).collect()
}

#[test]
fn a_single_candidate_is_chosen_already() {
    let form = form("required: [x]\nproperties: {x: {type: string, ui:field: MyGroupsPicker}}");
    let begin = form.begin(&json!({}));
    let offers = offers(&form, &begin, &["mine"]);
    let page = form.html(&begin, &portico_form::html::Look { offers: Some(&offers), ..look() });
    assert_eq!(form.read(&sent(&page, &[], "next")).values["x"], "group:default/mine");
}

#[test]
fn a_menu_shows_ones_own_first_and_a_combobox_the_title() {
    let form = form(
        "properties: {x: {type: string, ui:field: OwnerPicker, ui:options: {allowArbitraryValues: false}}}",
    );
    let state = form.begin(&json!({"x": "group:default/other"}));
    let offers = offers(&form, &state, &["mine", "other"]);
    let page = form.html(&state, &portico_form::html::Look { offers: Some(&offers), ..look() });
    assert!(page.find("label=\"Yours\"").unwrap() < page.find("label=\"Others\"").unwrap(), "{page}");
    assert_eq!(form.read(&sent(&page, &[], "stay")).values, state.values);
    let live =
        form.html(&state, &portico_form::html::Look { offers: Some(&offers), is_live: true, ..look() });
    assert!(live.contains("role=\"combobox\"") && live.contains("value=\"other\""), "{live}");
    assert_eq!(form.read(&sent(&live, &[], "stay")).values, state.values);
}
