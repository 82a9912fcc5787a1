//! The log: lines are put in together, once per frame, in pieces that the browser can pass over, and the last one stays
//! in sight unless the reader scrolled up.

use super::Told;
use js_sys::Date;
use portico_browser::{dom, listen};
use std::{cell::RefCell, collections::VecDeque, mem, rc::Rc};
use wasm_bindgen::{JsCast as _, prelude::Closure};
use web_sys::{Element, Event, HtmlElement, KeyboardEvent, WheelEvent};

/// Lines of a piece.
const PIECE: u32 = 100;

/// Most lines that one frame puts in.
const FRAME: usize = 500;

/// Most lines that are kept on the page; the file has all of them.
const KEPT: usize = 50_000;

/// Frames in which the end is sought again after something was put in: pieces get their height when they come into sight.
const SETTLE: u8 = 12;

/// How long after something was put in the list moves by itself, in milliseconds.
const FRESH_MS: f64 = 2_000.0;

/// How near to the end counts as at the end, in pixels.
const NEAR: i32 = 40;

/// A line that waits to be put in.
pub(super) struct Line {
    clock: String,
    text: String,
    kind: &'static str,
}

impl Line {
    /// As the server writes it.
    pub(super) fn of(kind: &str, told: &Told) -> Self {
        let text = match kind {
            "recovered" => "The process that ran the task ended; the task goes on".to_owned(),
            _ => told.message.clone(),
        };
        let kind = match (kind, told.status.as_deref()) {
            ("completion", _) if told.has_error => "failed",
            ("completion", _) | (_, Some("completed")) => "completed",
            ("cancelled", _) | (_, Some("failed" | "cancelled")) => "failed",
            ("recovered", _) => "warning",
            (_, Some(_)) => "status",
            _ if text.starts_with("Warning:") => "warning",
            _ => "line",
        };
        // `2026-11-20T11:08:03.120Z`
        let clock = told.at.get(11..19).unwrap_or_default().to_owned();
        Self { clock, text, kind }
    }
}

/// The list, and what waits to be put into it.
pub(super) struct Log {
    list: HtmlElement,
    sign: Option<HtmlElement>,
    waiting: VecDeque<Line>,
    is_planned: bool,
    is_following: bool,
    /// Whether the reader took hold of the list. It moves by itself, too: pieces get their height when they come into
    /// sight.
    is_touched: bool,
    /// Where the list was scrolled to last.
    top: i32,
    /// How high it was then.
    height: i32,
    /// When something was put in last.
    put_ms: f64,
    /// How far down it was since its end was last in sight.
    lowest: i32,
    /// Frames in which the end is still sought.
    settling: u8,
    added: usize,
}

impl Log {
    /// That of a task's page.
    pub(super) fn of(element: &HtmlElement) -> Option<Self> {
        let list = dom::find(element, "[data-log]")?;
        list.set_scroll_top(list.scroll_height());
        Some(Self {
            list,
            sign: dom::find(element, "[data-follow]"),
            waiting: VecDeque::new(),
            is_planned: false,
            is_following: true,
            is_touched: false,
            top: 0,
            height: 0,
            put_ms: 0.0,
            lowest: 0,
            settling: 0,
            added: 0,
        })
    }

    /// Puts in what waits, as much as fits into a frame.
    fn put(&mut self) {
        self.is_planned = false;
        let Some(document) = dom::document() else { return };
        let many = self.waiting.len().min(FRAME);
        if many > 0 {
            self.put_ms = Date::now();
        }
        self.settling = if many > 0 { SETTLE } else { self.settling.saturating_sub(1) };
        for line in self.waiting.drain(..many) {
            let last = self.list.last_element_child().filter(|piece| piece.child_element_count() < PIECE);
            let piece = match last {
                Some(piece) => piece,
                None => {
                    let Ok(piece) = document.create_element("ol") else { return };
                    piece.set_class_name("log-piece");
                    // Without its place in the document, it would be no piece of anything.
                    let _ = self.list.append_child(&piece);
                    piece
                }
            };
            let _ = element(&document, &line).map(|item| piece.append_child(&item));
        }
        if self.is_following {
            self.list.set_scroll_top(self.list.scroll_height());
            self.top = self.list.scroll_top();
        }
    }

    /// Whether there is something to do in the next frame.
    fn is_busy(&self) -> bool {
        !self.waiting.is_empty() || (self.is_following && self.settling > 0)
    }

    /// The list was scrolled, by its reader or by itself. Whether its end has to be sought again.
    fn looked(&mut self) -> bool {
        let (top, height) = (self.list.scroll_top(), self.list.scroll_height());
        let is_at_end = height - top - self.list.client_height() <= NEAR;
        let went_down = top > mem::replace(&mut self.top, top);
        // By itself it moves when pieces get their height, soon after they were put in. All else is its reader: with the
        // search of the browser, a screen reader, the scroll bar.
        let is_of_another_height = height != mem::replace(&mut self.height, height);
        let moved_itself = is_of_another_height && Date::now() - self.put_ms < FRESH_MS && !self.is_touched;
        self.lowest = if is_at_end { top } else { self.lowest.max(top) };
        if self.is_following && !moved_itself && top < self.lowest - NEAR {
            self.set_following(false);
        } else if !self.is_following && is_at_end && went_down {
            self.set_following(true);
        }
        let is_lost = self.is_following && !is_at_end && moved_itself;
        if is_lost {
            self.settling = SETTLE;
        }
        is_lost
    }

    /// The reader does something with the list.
    fn touched(&mut self, event: &Event) {
        let wheel = event.dyn_ref::<WheelEvent>().map(|event| event.delta_y() < 0.0);
        let key = event.dyn_ref::<KeyboardEvent>().map(|event| match event.key().as_str() {
            "ArrowUp" | "PageUp" | "Home" => true,
            " " => event.shift_key(),
            _ => false,
        });
        match wheel.or(key) {
            // At once: the list would take back each of the small steps in which it is scrolled.
            Some(true) if self.list.scroll_top() > 0 => self.set_following(false),
            Some(_) => {}
            // With a finger or the scroll bar, where it goes is known when it was scrolled.
            None => self.is_touched = true,
        }
    }

    fn set_following(&mut self, is_following: bool) {
        self.is_following = is_following;
        self.is_touched = false;
        if let Some(sign) = &self.sign {
            sign.set_text_content(Some(match is_following {
                true => "following",
                false => "paused; scroll down to follow",
            }));
        }
    }
}

fn element(document: &web_sys::Document, line: &Line) -> Option<Element> {
    let item = document.create_element("li").ok()?;
    item.set_class_name("log-line");
    item.set_attribute("data-kind", line.kind).ok()?;
    let time = document.create_element("time").ok()?;
    time.set_text_content(Some(&line.clock));
    item.append_child(&time).ok()?;
    item.append_child(&document.create_text_node(&format!(" {}", line.text))).ok()?;
    Some(item)
}

/// Adds a line; it is put in with the next frame.
pub(super) fn add(log: &Rc<RefCell<Log>>, line: Line) {
    let mut held = log.borrow_mut();
    if held.added >= KEPT {
        return;
    }
    held.added += 1;
    held.waiting.push_back(line);
    drop(held);
    plan_once(log);
}

/// Sees to the list with the next frame.
fn plan_once(log: &Rc<RefCell<Log>>) {
    if !mem::replace(&mut log.borrow_mut().is_planned, true) {
        plan(log);
    }
}

fn plan(log: &Rc<RefCell<Log>>) {
    let log = Rc::clone(log);
    let put = Closure::once_into_js(move || {
        log.borrow_mut().put();
        let has_more = log.borrow().is_busy();
        if has_more {
            log.borrow_mut().is_planned = true;
            plan(&log);
        }
    });
    if let Some(window) = dom::window() {
        // Fails only for what is no function.
        let _ = window.request_animation_frame(put.unchecked_ref());
    }
}

/// Notices when the list is scrolled, and by what.
pub(super) fn follow(log: &Rc<RefCell<Log>>) -> Vec<listen::Listener> {
    let list = log.borrow().list.clone();
    let scrolled = Rc::clone(log);
    let mut listeners = vec![listen::on(&list, "scroll", move |_| {
        let is_lost = scrolled.borrow_mut().looked();
        if is_lost {
            plan_once(&scrolled);
        }
    })];
    for kind in ["wheel", "keydown", "touchmove", "pointerdown"] {
        let log = Rc::clone(log);
        listeners.push(listen::on(&list, kind, move |event| log.borrow_mut().touched(&event)));
    }
    listeners
}
