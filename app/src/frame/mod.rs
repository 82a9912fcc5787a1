//! What surrounds every page: navigation, top bar, theme.

mod hotkeys;
mod nav;
pub(crate) mod palette;
pub(crate) mod person;
mod theme;
mod top_bar;

use crate::{
    api,
    ask::{Answer, ask},
    components::star::{StarForm, Stars},
    live::Live,
    pages::{
        CatalogPage, CostsPage, CreatePage, EntityPage, ExplorePage, GraphPage, HomePage, NotFoundPage,
        NotificationsPage, ProblemsPage, RadarPage, RegisterPage, SearchPage,
    },
};
use leptos::prelude::*;
use leptos_meta::provide_meta_context;
use leptos_router::{
    SsrMode,
    components::{Route, Router, Routes},
    hooks::use_location,
    path,
};
use nav::SideNav;
use palette::{Palette, PaletteState};
use portico_portal::views::Frame;
pub(crate) use top_bar::PageName;
use top_bar::TopBar;

/// What every page shows around its content, asked once for all parts that show some of it.
#[derive(Clone, Copy)]
pub(crate) struct FrameAnswer(pub(crate) Answer<Frame>);

/// The application.
#[component]
pub fn App() -> impl IntoView {
    provide_meta_context();
    Live::provide();
    Stars::provide();
    PageName::provide();
    provide_context(FrameAnswer(ask(Live::version, |_| api::load_frame())));
    let palette = PaletteState::provide();
    hotkeys::listen(palette);
    // Pages are rendered whole before they are sent: they come from memory, their status code and title are right,
    // and they read the same without JavaScript.
    view! {
        <Router>
            <a class="skip-link" href="#main" target="_self">
                "Skip to content"
            </a>
            <div class="frame">
                <SideNav />
                <div class="frame-body">
                    <TopBar />
                    <MainArea />
                    <StarForm />
                </div>
            </div>
            <Palette />
        </Router>
    }
}

/// The page. After a navigation the focus moves here, so that keyboard and screen reader start at its top.
#[component]
fn MainArea() -> impl IntoView {
    let main = NodeRef::<leptos::html::Main>::new();
    let location = use_location();
    Effect::new(move |before: Option<String>| {
        let path = location.pathname.get();
        if before.is_some_and(|before| before != path)
            && let Some(main) = main.get()
        {
            // Focus that cannot be moved stays where it was.
            let _ = main.focus();
        }
        path
    });
    view! {
        <main id="main" class="main" tabindex="-1" node_ref=main>
            <Routes fallback=NotFoundPage>
                <Route path=path!("/") view=HomePage ssr=SsrMode::Async />
                <Route path=path!("/catalog") view=CatalogPage ssr=SsrMode::Async />
                <Route path=path!("/catalog/:namespace/:kind/:name/:tab?") view=EntityPage ssr=SsrMode::Async />
                <Route path=path!("/catalog-import") view=RegisterPage ssr=SsrMode::Async />
                <Route path=path!("/create/*rest") view=CreatePage ssr=SsrMode::Async />
                <Route path=path!("/cost-insights/*rest") view=CostsPage ssr=SsrMode::Async />
                <Route path=path!("/explore") view=ExplorePage ssr=SsrMode::Async />
                <Route path=path!("/catalog-graph") view=GraphPage ssr=SsrMode::Async />
                <Route path=path!("/notifications/*rest") view=NotificationsPage ssr=SsrMode::Async />
                <Route path=path!("/problems") view=ProblemsPage ssr=SsrMode::Async />
                <Route path=path!("/search") view=SearchPage ssr=SsrMode::Async />
                <Route path=path!("/tech-radar/*rest") view=RadarPage ssr=SsrMode::Async />
            </Routes>
        </main>
    }
}
