//! How a page asks a question, and how it shows the answer.
//!
//! ```ignore
//! let view = ask(move || (filter.get(), Live::version()), |(filter, _)| api::load_catalog(paths::query(&filter)));
//! view! { {view.show(SKELETON_ROWS, |view| view! { <List view /> }.into_any())} }
//! ```
//!
//! This wraps Leptos' resource and suspense. All answers share one type until they are shown, so that each further
//! question costs the browser little: both would otherwise be compiled once for every question.

mod packed;

pub(crate) use packed::{Binary, Packed};

use crate::components::state::{Failed, Skeleton};
use leptos::{prelude::*, server::ArcResource, tachys::reactive_graph::Suspend};
use packed::{Outcome, Text, unpack};
use serde::de::DeserializeOwned;
use std::{
    hash::{DefaultHasher, Hash, Hasher},
    marker::PhantomData,
    pin::Pin,
    sync::{Arc, Mutex},
};

type Later<T> = Pin<Box<dyn Future<Output = T> + Send>>;

/// The answer to a question, which is asked again whenever what it is about changes. Await it in a `Suspend`.
pub(crate) struct Answer<T> {
    resource: Resource<Outcome, Text>,
    means: PhantomData<fn() -> T>,
}

impl<T> Clone for Answer<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Answer<T> {}

/// Asks a question about something: now, and again whenever that changes. The page is not sent before it is answered.
pub(crate) fn ask<A, T, F>(
    about: impl Fn() -> A + Send + Sync + 'static,
    question: impl Fn(A) -> F + Send + Sync + 'static,
) -> Answer<T>
where
    A: Hash + 'static,
    T: 'static,
    F: Future<Output = Result<Packed<T>, ServerFnError>> + Send + 'static,
{
    let about = Arc::new(about);
    let key = {
        let about = Arc::clone(&about);
        move || {
            let mut hasher = DefaultHasher::new();
            about().hash(&mut hasher);
            hasher.finish()
        }
    };
    let load = move || -> Later<Outcome> {
        let answer = question(untrack(|| about()));
        Box::pin(async move { answer.await.map(Packed::into_bytes).map_err(message) })
    };
    Answer { resource: open(Box::new(key), Box::new(load)), means: PhantomData }
}

fn open(
    key: Box<dyn Fn() -> u64 + Send + Sync>,
    load: Box<dyn Fn() -> Later<Outcome> + Send + Sync>,
) -> Resource<Outcome, Text> {
    ArcResource::new_with_options(key, move |_| load(), true).into()
}

impl<T: DeserializeOwned + 'static> Answer<T> {
    /// The answer of this moment, for what is no view; nothing if there is none.
    pub(crate) async fn get(self) -> Option<T> {
        unpack(self.resource.await).ok()
    }

    /// Shows the answer, and what it becomes; a failure as such. Until the first answer is there, a skeleton of so many
    /// rows keeps its place.
    pub(crate) fn show(
        self,
        skeleton: usize,
        view: impl Fn(T) -> AnyView + Send + Sync + 'static,
    ) -> AnyView {
        with_skeleton(skeleton, self.shown(view))
    }

    /// Like `show`, of something that can change while the answer stays.
    pub(crate) fn show_with<S: Send + 'static>(
        self,
        skeleton: usize,
        state: impl Fn() -> S + Send + Sync + 'static,
        view: impl Fn(T, S) -> AnyView + Send + Sync + 'static,
    ) -> AnyView {
        let view = Arc::new(view);
        let make = move || -> Make {
            let (state, view) = (state(), Arc::clone(&view));
            Box::new(move |outcome| or_failure(outcome, |answer| view(answer, state)))
        };
        with_skeleton(skeleton, shown(self.resource, Box::new(make)))
    }

    /// Like `show` for what is beside the point: of a failure, nothing is shown.
    pub(crate) fn show_quietly(self, view: impl Fn(T) -> AnyView + Send + Sync + 'static) -> AnyView {
        let view = Arc::new(view);
        let make = move || -> Make {
            let view = Arc::clone(&view);
            Box::new(move |outcome| unpack(outcome).map_or_else(|_| ().into_any(), |answer| view(answer)))
        };
        with_skeleton(0, shown(self.resource, Box::new(make)))
    }

    /// What `show` shows, without anything that keeps its place: for a `Suspense` of the caller's.
    pub(crate) fn shown(self, view: impl Fn(T) -> AnyView + Send + Sync + 'static) -> Shown {
        let view = Arc::new(view);
        let make = move || -> Make {
            let view = Arc::clone(&view);
            Box::new(move |outcome| or_failure(outcome, |answer| view(answer)))
        };
        shown(self.resource, Box::new(make))
    }
}

/// The answer to a question that is asked once, by something that happened; nothing if there is none.
pub(crate) async fn once<T, F>(question: F) -> Option<T>
where
    T: DeserializeOwned,
    F: Future<Output = Result<Packed<T>, ServerFnError>>,
{
    unpack(question.await.map(Packed::into_bytes).map_err(message)).ok()
}

/// A view that is made anew for every answer.
pub(crate) type Shown = Arc<Mutex<dyn FnMut() -> Suspend<AnyView> + Send>>;

type Make = Box<dyn FnOnce(Outcome) -> AnyView + Send>;

fn or_failure<T: DeserializeOwned>(outcome: Outcome, view: impl FnOnce(T) -> AnyView) -> AnyView {
    match unpack(outcome) {
        Ok(answer) => view(answer),
        Err(error) => view! { <Failed error /> }.into_any(),
    }
}

fn shown(resource: Resource<Outcome, Text>, make: Box<dyn Fn() -> Make + Send>) -> Shown {
    // Kept by what shows it: it may still be awaited when the page that asked is being left.
    let resource = ArcResource::from(resource);
    Arc::new(Mutex::new(move || {
        let (view, resource) = (make(), resource.clone());
        Suspend::new(async move { view(resource.await) })
    }))
}

fn with_skeleton(rows: usize, shown: Shown) -> AnyView {
    let skeleton = move || (rows > 0).then(|| view! { <Skeleton rows /> });
    view! { <Transition fallback=skeleton>{shown}</Transition> }.into_any()
}

fn message(error: ServerFnError) -> String {
    match error {
        ServerFnError::ServerError(message) => message,
        other => other.to_string(),
    }
}
