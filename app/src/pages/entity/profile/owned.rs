//! What a group or a user owns, and what needs attention among it.

use crate::{
    components::{card::Card, entries::Entries, kind_badge::KindBadge, state::Empty},
    paths,
};
use leptos::prelude::*;
use portico_portal::views::{
    ATTENTION,
    people::{OwnedCount, ProfileView},
};

/// Counts by kind, each a way into the catalog; then what needs attention.
#[component]
pub(super) fn Owned(view: ProfileView) -> impl IntoView {
    let ProfileView { subject, is_group, owned, attention, urgent, owners, .. } = view;
    // What belongs to the subject alone, and what with the others that count.
    let all = if is_group { "with sub-teams" } else { "with teams" };
    let both = owned.iter().any(|kind| kind.direct != kind.all);
    let direct: u64 = owned.iter().map(|kind| kind.direct).sum();
    let total: u64 = owned.iter().map(|kind| kind.all).sum();
    let number = if both { format!("{direct} directly, {total} {all}") } else { total.to_string() };
    let alone = vec![subject.entity_ref];
    let is_well = attention.is_empty();
    let is_empty = total == 0;
    let rows = owned.into_iter().map(|kind| draw_row(kind, &alone, &owners, both)).collect_view();
    let reasons = attention.into_iter().filter_map(|reason| {
        let (_, title, _) = ATTENTION.iter().find(|(known, ..)| *known == reason.what)?;
        let href = paths::catalog_of(&owners, "attention", &reason.what);
        Some(view! {
            <li>
                <a class="reason" href=href>
                    <span class="reason-count">{reason.all}</span>
                    {*title}
                </a>
            </li>
        })
    });
    let reasons = reasons.collect_view();
    view! {
        <Card title="Ownership" id="ownership" count=number>
            {if is_empty {
                view! {
                    <Empty title="Owns nothing yet">
                        <p>"What names it as " <code>"spec.owner"</code> " is counted here."</p>
                    </Empty>
                }
                    .into_any()
            } else {
                view! { <ul class="owned-tiles" aria-label="Owned, by kind">{rows}</ul> }.into_any()
            }}
        </Card>
        {(!is_empty)
            .then(|| {
                view! {
                    <Card title="Needs attention" id="needs-attention">
                        {if is_well {
                            view! {
                                <Empty title="All is well">
                                    <p>"No errors, no broken references, no orphans among what it owns."</p>
                                </Empty>
                            }
                                .into_any()
                        } else {
                            view! {
                                <ul class="reasons" aria-label="Reasons">
                                    {reasons}
                                </ul>
                                <Entries entries=urgent label="Needs attention" />
                            }
                                .into_any()
                        }}
                    </Card>
                }
            })}
    }
}

fn draw_row(kind: OwnedCount, alone: &[String], owners: &[String], both: bool) -> impl IntoView + use<> {
    let OwnedCount { what, direct, all } = kind;
    let alone = (both && all != direct).then(|| match direct {
        0 => view! { <span class="owned-alone">"none directly"</span> }.into_any(),
        _ => {
            let href = paths::catalog_of(alone, "kind", &what);
            view! { <a class="owned-alone" href=href>{format!("{direct} directly")}</a> }.into_any()
        }
    });
    let href = paths::catalog_of(owners, "kind", &what);
    view! {
        <li class="owned-tile">
            <KindBadge kind=what.clone() />
            <a class="owned-all" href=href>
                <span class="tile-number">{all}</span>
                <span class="owned-what">{what}</span>
            </a>
            {alone}
        </li>
    }
}
