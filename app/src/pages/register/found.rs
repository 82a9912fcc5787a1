//! The entities that an address describes.

use crate::{
    components::{entity_link::EntityLink, kind_badge::KindBadge},
    paths,
};
use leptos::prelude::*;
use portico_portal::views::register::{FoundRow, Owner, Standing};

/// A table, which becomes cards on narrow screens.
#[component]
pub(super) fn FoundTable(rows: Vec<FoundRow>) -> impl IntoView {
    // Where all are in the catalog, or none, the column would say the same over and over.
    let all_here = rows.iter().all(|row| row.standing == Standing::Here);
    let rows = rows.into_iter().map(|row| draw_row(row, !all_here));
    view! {
        <div class="table-scroll">
            <table class="table">
                <thead>
                    <tr>
                        <th scope="col">"Name"</th>
                        <th scope="col">"Owner"</th>
                        {(!all_here).then(|| view! { <th scope="col">"In the catalog"</th> })}
                    </tr>
                </thead>
                <tbody>{rows.collect_view()}</tbody>
            </table>
        </div>
    }
}

fn draw_row(row: FoundRow, with_standing: bool) -> impl IntoView {
    let href = paths::entity(&row.entity_ref);
    let name = match row.standing {
        Standing::New => view! { <span class="row-link row-plain">{row.label}</span> }.into_any(),
        Standing::Here | Standing::Taken => {
            view! { <a class="row-link" href=href.clone()>{row.label}</a> }.into_any()
        }
    };
    let owner = match row.owner {
        Some(Owner::Known(named)) => view! { <EntityLink named /> }.into_any(),
        Some(Owner::Coming(label)) => view! { <span>{label}</span> }.into_any(),
        None => view! { <span class="nothing">"—"</span> }.into_any(),
    };
    let standing = with_standing.then(|| {
        let standing = match row.standing {
            Standing::New => view! { <span class="badge badge-ok">"new"</span> }.into_any(),
            Standing::Here => view! { <span class="badge badge-info">"registered"</span> }.into_any(),
            Standing::Taken => view! {
                <span class="badge badge-warn" title="The catalog has one of this name from elsewhere, and that one stays">
                    "taken"
                </span>
                <a class="taken-link" href=paths::entity_tab(&row.entity_ref, "source")>
                    "where from"
                </a>
            }
            .into_any(),
        };
        view! {
            <td data-label="In catalog">
                <span class="standing">{standing}</span>
            </td>
        }
    });
    view! {
        <tr>
            <td class="cell-name">
                <div class="cell-name-line">
                    <KindBadge kind=row.kind />
                    <div class="cell-name-text">
                        {name} {row.name.map(|name| view! { <span class="row-name">{name}</span> })}
                        {row
                            .description
                            .map(|description| view! { <p class="row-description">{description}</p> })}
                    </div>
                </div>
            </td>
            <td data-label="Owner">{owner}</td>
            {standing}
        </tr>
    }
}
