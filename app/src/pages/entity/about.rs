//! The facts about an entity.

use crate::components::{card::Card, entity_link::EntityLinks, lifecycle::Lifecycle, tags::Tags};
use leptos::prelude::*;
use portico_entity::{Entity, annotation};
use portico_portal::views::entity::EntityView;

#[component]
pub(super) fn About(view: EntityView) -> impl IntoView {
    let EntityView { entity, owners, part_of, template, .. } = view;
    let email =
        entity.spec.as_ref().and_then(|spec| spec.get("profile")?.get("email")?.as_str().map(str::to_owned));
    let source = source_code(&entity);
    let namespace = entity.metadata.namespace.clone().filter(|namespace| namespace != "default");
    let owned =
        matches!(entity.kind.as_str(), "Component" | "API" | "Resource" | "System" | "Domain" | "Template");
    let text = |key: &str| entity.spec_text(key).map(str::to_owned);
    let (kind_type, lifecycle) = (text("type"), text("lifecycle"));
    let name = (entity.display_name() != entity.metadata.name).then(|| entity.metadata.name.clone());
    let labels: Vec<(String, String)> = entity.metadata.labels.clone().into_iter().collect();
    view! {
        <Card title="About" id="about">
            <div class="card-body">
                {match entity.metadata.description.clone().filter(|text| !text.trim().is_empty()) {
                    Some(description) => view! { <p class="about-description">{description}</p> }.into_any(),
                    None => view! { <p class="nothing">"No description yet."</p> }.into_any(),
                }}
                <dl class="facts">
                    {(owned || !owners.is_empty())
                        .then(|| fact("Owner", view! { <EntityLinks names=owners /> }.into_any()))}
                    {(!part_of.is_empty())
                        .then(|| fact("Part of", view! { <EntityLinks names=part_of /> }.into_any()))}
                    {template
                        .map(|template| fact("Made from", view! { <EntityLinks names=vec![template] /> }.into_any()))}
                    {kind_type.map(|kind_type| fact("Type", kind_type.into_any()))}
                    {lifecycle
                        .map(|lifecycle| fact("Lifecycle", view! { <Lifecycle lifecycle /> }.into_any()))}
                    {source
                        .map(|(label, href)| {
                            fact("Source code", view! { <a href=href rel="noopener noreferrer">{label}</a> }.into_any())
                        })}
                    {email
                        .map(|email| {
                            let href = format!("mailto:{email}");
                            fact("Email", view! { <a href=href>{email}</a> }.into_any())
                        })}
                    {name.map(|name| fact("Name", view! { <code>{name}</code> }.into_any()))}
                    {namespace.map(|namespace| fact("Namespace", namespace.into_any()))}
                    {(!entity.metadata.tags.is_empty())
                        .then(|| fact("Tags", view! { <Tags tags=entity.metadata.tags /> }.into_any()))}
                    {(!labels.is_empty()).then(|| fact("Labels", draw_labels(labels)))}
                </dl>
            </div>
        </Card>
    }
}

/// Where the source code is: the words for it and the address.
fn source_code(entity: &Entity) -> Option<(String, String)> {
    let annotation = |key: &str| entity.metadata.annotations.get(key).map(String::as_str);
    let given = annotation(annotation::SOURCE).and_then(|location| location.strip_prefix("url:"));
    if let Some(address) =
        given.filter(|address| address.starts_with("https://") || address.starts_with("http://"))
    {
        return Some((address.to_owned(), address.to_owned()));
    }
    [("github.com/project-slug", "https://github.com/"), ("gitlab.com/project-slug", "https://gitlab.com/")]
        .into_iter()
        .find_map(|(key, host)| annotation(key).map(|slug| (slug.to_owned(), format!("{host}{slug}"))))
}

fn fact(title: &'static str, value: AnyView) -> impl IntoView {
    view! {
        <div class="fact">
            <dt>{title}</dt>
            <dd>{value}</dd>
        </div>
    }
}

fn draw_labels(labels: Vec<(String, String)>) -> AnyView {
    let labels = labels.into_iter().map(|(key, value)| {
        view! {
            <span class="label">
                <span class="label-key">{key}</span>
                {value}
            </span>
        }
    });
    view! { <span class="tags">{labels.collect_view()}</span> }.into_any()
}
