//! The log: lines are put in together, once per frame, in pieces that the browser can pass over, and the last one stays
//! in sight unless the reader scrolled up.

use super::Told;
use portico_browser::{dom, listen};
use std::{cell::RefCell, collections::VecDeque, mem, rc::Rc};
use wasm_bindgen::{JsCast as _, prelude::Closure};
use web_sys::{Element, HtmlElement};

/// Lines of a piece.
const PIECE: u32 = 100;

/// Most lines that one frame puts in.
const FRAME: usize = 500;

/// Most lines that are kept on the page; the file has all of them.
const KEPT: usize = 50_000;

/// Frames in which the end is sought again after something was put in: pieces get their height when they come into sight.
const SETTLE: u8 = 12;

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
    /// Where the list was scrolled to last.
    top: i32,
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
            top: 0,
            settling: 0,
            added: 0,
        })
    }

    /// Puts in what waits, as much as fits into a frame.
    fn put(&mut self) {
        self.is_planned = false;
        let Some(document) = dom::document() else { return };
        let many = self.waiting.len().min(FRAME);
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

    fn looked(&mut self) {
        let rest = self.list.scroll_height() - self.list.scroll_top() - self.list.client_height();
        // The list grows while it is scrolled; only who goes up does not want to see its end.
        let goes_up = self.list.scroll_top() < self.top - NEAR;
        self.is_following = rest <= NEAR || (self.is_following && !goes_up);
        self.top = self.list.scroll_top();
        if let Some(sign) = &self.sign {
            sign.set_text_content(Some(if self.is_following {
                "following"
            } else {
                "paused; scroll down to follow"
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
    if !mem::replace(&mut held.is_planned, true) {
        drop(held);
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

/// Notices when the reader scrolls.
pub(super) fn follow(log: &Rc<RefCell<Log>>) -> Option<listen::Listener> {
    let list = log.try_borrow().ok()?.list.clone();
    let log = Rc::clone(log);
    Some(listen::on(&list, "scroll", move |_| log.borrow_mut().looked()))
}
