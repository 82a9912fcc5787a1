//! Moving about in the picture. Nothing here draws anew: moving and zooming change one style, choosing sets a few
//! attributes. What the picture holds belongs to the server's answer.

use super::camera::{Camera, beside};
use crate::decimal::decimal;
use leptos::prelude::*;
use leptos_router::{NavigateOptions, hooks::use_navigate};
use portico_graph::Place;
use portico_portal::views::graph::{GraphNode, GraphView, NodeSort};
use wasm_bindgen::JsCast as _;
use web_sys::{
    Element, FocusEvent, HtmlElement, KeyboardEvent, MouseEvent, PointerEvent, SvgElement, WheelEvent,
};

/// How far an arrow key moves the picture.
const STEP: f64 = 60.0;
/// How far a pointer may stray before it drags instead of clicking.
const STRAY: f64 = 4.0;

/// What is on the stage, and what part of it is seen. Lives longer than any one picture.
#[derive(Clone, Copy)]
pub(super) struct Stage {
    /// The chosen box.
    pub(super) selected: RwSignal<usize>,
    camera: StoredValue<Camera>,
    scene: StoredValue<Scene>,
    fingers: StoredValue<Vec<Finger>>,
    dragged: StoredValue<bool>,
    /// The box that the last first click hit: it may move before the second.
    clicked: StoredValue<Option<usize>>,
    /// Whether the next picture takes the focus: a key on a box led to it.
    keeps_focus: StoredValue<bool>,
    /// Leads to an address; whether to another page, which is read from its top.
    go: Callback<(String, bool)>,
}

/// A picture, as far as moving about in it needs to know.
#[derive(Clone, Default)]
struct Scene {
    roots: Vec<String>,
    turn: String,
    refs: Vec<String>,
    places: Vec<Place>,
    size: (f64, f64),
}

#[derive(Clone, Copy)]
struct Finger {
    id: i32,
    start: (f64, f64),
    at: (f64, f64),
}

impl Stage {
    pub(super) fn new() -> Self {
        let navigate = use_navigate();
        let go = Callback::new(move |(address, scroll): (String, bool)| {
            navigate(&address, NavigateOptions { scroll, ..NavigateOptions::default() });
        });
        Self {
            selected: RwSignal::new(0),
            camera: StoredValue::new(Camera::default()),
            scene: StoredValue::default(),
            fingers: StoredValue::default(),
            dragged: StoredValue::new(false),
            clicked: StoredValue::new(None),
            keeps_focus: StoredValue::new(false),
            go,
        }
    }

    /// Takes over a new picture, in the browser as soon as it is there.
    pub(super) fn show(self, view: &GraphView) {
        let scene = Scene {
            roots: view.question.roots.clone(),
            turn: view.question.direction.word().to_owned(),
            refs: view.nodes.iter().map(|node| node.entity_ref.clone()).collect(),
            places: view.nodes.iter().map(|node| node.place).collect(),
            size: (f64::from(view.width), f64::from(view.height)),
        };
        let chosen = self.scene.with_value(|old| old.refs.get(self.selected.get_untracked()).cloned());
        let selected = chosen.and_then(|chosen| scene.refs.iter().position(|other| *other == chosen));
        let selected = selected.or_else(|| first(&view.nodes)).unwrap_or_default();
        if self.selected.get_untracked() != selected {
            self.selected.set(selected);
        }
        // The boxes of the picture before, if there was one, are about to go, and the focus with them.
        if self.scene.with_value(|scene| !scene.refs.is_empty()) && on_box() {
            self.keeps_focus.set_value(true);
        }
        Effect::new(move || {
            let scene = scene.clone();
            request_animation_frame(move || self.take_over(scene));
        });
    }

    fn take_over(self, scene: Scene) {
        let Some(canvas) = canvas() else { return };
        let old = self.scene.get_value();
        let selected = self.selected.get_untracked();
        let anchor = |places: &Scene| {
            let wanted = scene.refs.get(selected)?;
            let index = places.refs.iter().position(|other| other == wanted)?;
            places.places.get(index).copied()
        };
        let is_same_ground = old.roots == scene.roots && old.turn == scene.turn && !old.refs.is_empty();
        let camera = match (anchor(&old), anchor(&scene)) {
            (Some(before), Some(now)) if is_same_ground => {
                self.camera.get_value().following(before, now).revealing(extent(&canvas), now)
            }
            (_, now) => Camera::fitting(extent(&canvas), scene.size, now),
        };
        // Set before anything moves: from here on the style sheet knows that the script is there.
        let _ = canvas.set_attribute("data-live", "");
        self.look(camera);
        if is_same_ground {
            glide(&canvas, &old, &scene);
        }
        let had_focus = self.keeps_focus.get_value() || on_box();
        self.keeps_focus.set_value(false);
        self.scene.set_value(scene);
        self.mark();
        if had_focus {
            self.focus(selected);
        }
    }

    fn look(self, camera: Camera) {
        self.camera.set_value(camera);
        let Camera { x, y, scale } = camera;
        if let Some(stage) = find(".graph-stage") {
            // A style that cannot be set leaves the picture where it is.
            let (x, y, scale) = (decimal(x, 1), decimal(y, 1), decimal(scale, 4));
            let _ = stage.set_attribute("style", &format!("transform:translate({x}px,{y}px) scale({scale})"));
        }
    }

    /// Zooms around the middle.
    pub(super) fn zoom(self, factor: f64) {
        if let Some(canvas) = canvas() {
            let (width, height) = extent(&canvas);
            self.look(self.camera.get_value().zoomed((width / 2.0, height / 2.0), factor));
        }
    }

    /// Shows all of the picture.
    pub(super) fn fit(self) {
        if let Some(canvas) = canvas() {
            self.look(Camera::whole(extent(&canvas), self.scene.with_value(|scene| scene.size)));
        }
    }

    pub(super) fn press(self, event: &PointerEvent) {
        if event.button() == 0 {
            let at = at(event);
            self.dragged.set_value(false);
            self.fingers.update_value(|fingers| {
                fingers.retain(|finger| finger.id != event.pointer_id());
                fingers.push(Finger { id: event.pointer_id(), start: at, at });
            });
        }
    }

    pub(super) fn drag(self, event: &PointerEvent) {
        let mut fingers = self.fingers.get_value();
        let Some(index) = fingers.iter().position(|finger| finger.id == event.pointer_id()) else { return };
        let before = fingers.clone();
        fingers[index].at = at(event);
        let finger = fingers[index];
        let strayed = (finger.at.0 - finger.start.0).abs() + (finger.at.1 - finger.start.1).abs();
        if !self.dragged.get_value() && strayed < STRAY {
            return;
        }
        if !self.dragged.get_value()
            && let Some(canvas) = canvas()
        {
            // Without the capture, dragging ends at the canvas' edge.
            let _ = canvas.set_pointer_capture(event.pointer_id());
        }
        self.dragged.set_value(true);
        let camera = self.camera.get_value();
        let camera = match (&before[..], &fingers[..]) {
            ([a, b], [now_a, now_b]) => {
                let (middle, now) = (between(a.at, b.at), between(now_a.at, now_b.at));
                let factor = distance(now_a.at, now_b.at) / distance(a.at, b.at).max(1.0);
                camera.moved(now.0 - middle.0, now.1 - middle.1).zoomed(now, factor)
            }
            _ => camera.moved(finger.at.0 - before[index].at.0, finger.at.1 - before[index].at.1),
        };
        self.fingers.set_value(fingers);
        self.look(camera);
    }

    pub(super) fn release(self, event: &PointerEvent) {
        self.fingers.update_value(|fingers| fingers.retain(|finger| finger.id != event.pointer_id()));
    }

    /// With Ctrl, as by pinching on a touchpad, the wheel zooms; sideways it moves the picture; else it scrolls the page.
    pub(super) fn wheel(self, event: &WheelEvent) {
        let camera = self.camera.get_value();
        if event.ctrl_key() || event.meta_key() {
            event.prevent_default();
            let factor = (-event.delta_y() / 300.0).clamp(-0.5, 0.5).exp();
            self.look(camera.zoomed(at(event), factor));
        } else if event.delta_x() != 0.0 || event.shift_key() {
            event.prevent_default();
            let sideways = if event.delta_x() == 0.0 { event.delta_y() } else { event.delta_x() };
            self.look(camera.moved(-sideways, 0.0));
        }
    }

    /// A click chooses a box; the links beside it, and whatever is activated by keyboard, lead on.
    pub(super) fn click(self, event: &MouseEvent) {
        if self.dragged.get_value() {
            self.dragged.set_value(false);
            event.prevent_default();
            return;
        }
        let is_plain = !(event.ctrl_key() || event.meta_key() || event.shift_key() || event.alt_key())
            && event.button() == 0;
        let Some(target) = target(event).filter(|_| is_plain) else { return };
        let link = target.closest("a[href]").ok().flatten();
        let index = index_of(&target);
        if event.detail() > 1 {
            // The second click of two belongs to the box that the first one hit.
            event.prevent_default();
            return;
        }
        self.clicked.set_value(index);
        if let (Some(index), true) = (index, event.detail() > 0) {
            event.prevent_default();
            self.focus(index);
        } else if let Some(href) = link.and_then(|link| link.get_attribute("href")) {
            event.prevent_default();
            self.go.run((href, !target.matches(".graph-more, .graph-more *").unwrap_or_default()));
        }
    }

    /// A double click opens what a box stands for.
    pub(super) fn open(self) {
        let link =
            self.clicked.get_value().and_then(|index| find(&format!(".graph-canvas a[data-node='{index}']")));
        if let Some(href) = link.and_then(|link| link.get_attribute("href")) {
            self.go.run((href, true));
        }
    }

    pub(super) fn key(self, event: &KeyboardEvent) {
        if event.ctrl_key() || event.meta_key() || event.alt_key() {
            return;
        }
        let on_box = event
            .target()
            .and_then(|target| target.dyn_into::<Element>().ok())
            .and_then(|target| index_of(&target));
        let key = event.key();
        match (key.as_str(), on_box) {
            ("ArrowUp" | "ArrowDown" | "ArrowLeft" | "ArrowRight", Some(index)) => {
                if let Some(next) = self.scene.with_value(|scene| beside(&scene.places, index, &key)) {
                    self.focus(next);
                }
            }
            ("ArrowUp", None) => self.look(self.camera.get_value().moved(0.0, STEP)),
            ("ArrowDown", None) => self.look(self.camera.get_value().moved(0.0, -STEP)),
            ("ArrowLeft", None) => self.look(self.camera.get_value().moved(STEP, 0.0)),
            ("ArrowRight", None) => self.look(self.camera.get_value().moved(-STEP, 0.0)),
            ("+" | "=", _) => self.zoom(1.25),
            ("-", _) => self.zoom(0.8),
            ("0", _) => self.fit(),
            ("Escape", Some(_)) => {
                if let Some(canvas) = canvas() {
                    // Focus that cannot be moved stays where it is.
                    let _ = canvas.focus();
                }
            }
            ("e" | "c" | "r" | "h", Some(_)) => match find(&format!(".graph-panel [data-key='{key}']")) {
                Some(link) => {
                    self.keeps_focus.set_value(true);
                    self.go.run((link.get_attribute("href").unwrap_or_default(), false));
                }
                None => return,
            },
            _ => return,
        }
        event.prevent_default();
    }

    /// The box that has the focus is the chosen one, and is seen.
    pub(super) fn focused(self, event: &FocusEvent) {
        let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
        let Some(canvas) = canvas() else { return };
        if !canvas.has_attribute("data-live") {
            return;
        }
        // The browser scrolls to what has the focus; here the picture moves instead.
        canvas.set_scroll_left(0);
        canvas.set_scroll_top(0);
        let Some(index) = target.and_then(|target| index_of(&target)) else { return };
        self.selected.set(index);
        self.mark();
        // What is pressed is seen already, and must stay under the pointer for the second click.
        let is_pressed = self.fingers.with_value(|fingers| !fingers.is_empty());
        let place = self.scene.with_value(|scene| scene.places.get(index).copied());
        if let Some(place) = place.filter(|_| !is_pressed) {
            self.look(self.camera.get_value().revealing(extent(&canvas), place));
        }
    }

    fn focus(self, index: usize) {
        let found = find(&format!(".graph-canvas [data-node='{index}']"));
        if let Some(element) = found.and_then(|found| found.dyn_into::<SvgElement>().ok()) {
            let _ = element.set_attribute("tabindex", "0");
            // Focus that cannot be moved stays where it is.
            let _ = element.focus();
        }
    }

    /// Marks the chosen box and its arrows; only this box is reached by Tab.
    fn mark(self) {
        let selected = self.selected.get_untracked().to_string();
        each(".graph-canvas [data-node]", |element| {
            let is_chosen = element.get_attribute("data-node").as_deref() == Some(&selected);
            let _ = element.set_attribute("tabindex", if is_chosen { "0" } else { "-1" });
            let _ = element.toggle_attribute_with_force("data-chosen", is_chosen);
        });
        each(".graph-canvas .graph-more", |element| drop(element.set_attribute("tabindex", "-1")));
        each(".graph-canvas .graph-arrow", |element| {
            let ends = ["data-from", "data-to"].map(|end| element.get_attribute(end));
            let is_near = ends.iter().any(|end| end.as_deref() == Some(&selected));
            let _ = element.toggle_attribute_with_force("data-near", is_near);
        });
    }
}

/// Lets boxes that stay glide to their new places.
fn glide(canvas: &Element, old: &Scene, new: &Scene) {
    each(".graph-canvas [data-box]", |element| {
        let index = element.get_attribute("data-box").and_then(|index| index.parse::<usize>().ok());
        let moved = index.and_then(|index| {
            let now = new.places.get(index)?;
            let before = old.refs.iter().position(|other| Some(other) == new.refs.get(index))?;
            let before = old.places.get(before)?;
            Some((before.x - now.x, before.y - now.y))
        });
        let style = match moved {
            Some((dx, dy)) => {
                let (dx, dy) = (decimal(dx.into(), 1), decimal(dy.into(), 1));
                format!("--graph-dx:{dx}px;--graph-dy:{dy}px")
            }
            None => "--graph-from:0".to_owned(),
        };
        let _ = element.set_attribute("style", &style);
    });
    // Taking the attribute away, asking for the layout, and setting it again starts the animation anew.
    let _ = canvas.remove_attribute("data-gliding");
    let _ = canvas.client_width();
    let _ = canvas.set_attribute("data-gliding", "");
}

/// Whether a box has the focus.
fn on_box() -> bool {
    let focused = document().active_element();
    focused.is_some_and(|element| element.closest(".graph-canvas [data-node]").ok().flatten().is_some())
}

fn first(nodes: &[GraphNode]) -> Option<usize> {
    nodes.iter().position(|node| node.sort == NodeSort::Root)
}

fn find(selector: &str) -> Option<Element> {
    document().query_selector(selector).ok().flatten()
}

fn canvas() -> Option<HtmlElement> {
    find(".graph-canvas").and_then(|canvas| canvas.dyn_into().ok())
}

fn each(selector: &str, act: impl Fn(&Element)) {
    let Ok(found) = document().query_selector_all(selector) else { return };
    for index in 0..found.length() {
        if let Some(element) = found.get(index).and_then(|node| node.dyn_into::<Element>().ok()) {
            act(&element);
        }
    }
}

fn extent(canvas: &Element) -> (f64, f64) {
    (f64::from(canvas.client_width()), f64::from(canvas.client_height()))
}

/// Where the pointer is within the canvas.
fn at(event: &MouseEvent) -> (f64, f64) {
    let corner = canvas().map(|canvas| canvas.get_bounding_client_rect());
    let corner = corner.map_or((0.0, 0.0), |corner| (corner.left(), corner.top()));
    (f64::from(event.client_x()) - corner.0, f64::from(event.client_y()) - corner.1)
}

fn target(event: &MouseEvent) -> Option<Element> {
    event.target().and_then(|target| target.dyn_into().ok())
}

fn index_of(element: &Element) -> Option<usize> {
    let boxed = element.closest("[data-node]").ok().flatten()?;
    boxed.get_attribute("data-node")?.parse().ok()
}

fn between(a: (f64, f64), b: (f64, f64)) -> (f64, f64) {
    ((a.0 + b.0) / 2.0, (a.1 + b.1) / 2.0)
}

fn distance(a: (f64, f64), b: (f64, f64)) -> f64 {
    (a.0 - b.0).hypot(a.1 - b.1)
}
