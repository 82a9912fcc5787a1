//! Names that the template itself sets.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;
use std::sync::Arc;

use crate::value::Value;

/// The names of one body; those around it are seen through it.
#[derive(Debug)]
pub(crate) struct Frame {
    parent: Option<Rc<Frame>>,
    /// Whether what is set in here stays in here.
    isolated: bool,
    names: RefCell<Vec<(Arc<str>, Value)>>,
}

/// Where a part of the template is rendered.
#[derive(Debug, Clone)]
pub(crate) struct Place {
    pub(crate) frame: Rc<Frame>,
    /// The names that macros see.
    pub(crate) exports: Rc<Frame>,
    /// Whether what is set here is seen by macros.
    pub(crate) exports_names: bool,
    /// Whether macros that are made here are seen by other macros.
    pub(crate) exports_macros: bool,
    /// How long each loop of this body was when it ran last: a loop over nothing keeps what was there before.
    pub(crate) lengths: Rc<RefCell<HashMap<usize, Value>>>,
}

impl Frame {
    pub(crate) fn new(parent: Option<Rc<Frame>>, isolated: bool) -> Rc<Self> {
        Rc::new(Self { parent, isolated, names: RefCell::default() })
    }

    /// The value of a name, if it was set here or around here.
    pub(crate) fn get(&self, name: &str) -> Option<Value> {
        let mut frame = self;
        loop {
            if let Some((_, value)) = frame.names.borrow().iter().find(|(known, _)| **known == *name) {
                return Some(value.clone());
            }
            frame = frame.parent.as_deref()?;
        }
    }

    /// Sets a name here.
    pub(crate) fn set(&self, name: &Arc<str>, value: Value) {
        let mut names = self.names.borrow_mut();
        match names.iter_mut().find(|(known, _)| known == name) {
            Some((_, held)) => *held = value,
            None => names.push((Arc::clone(name), value)),
        }
    }

    /// Sets a name where it was set before, as far as that is to be reached, else here.
    pub(crate) fn assign(&self, name: &Arc<str>, value: Value) {
        let mut frame = self;
        loop {
            if frame.names.borrow().iter().any(|(known, _)| known == name) {
                return frame.set(name, value);
            }
            match frame.parent.as_deref() {
                Some(parent) if !frame.isolated => frame = parent,
                _ => return self.set(name, value),
            }
        }
    }
}

impl Place {
    /// The top of a template.
    pub(crate) fn root() -> Self {
        let exports = Frame::new(None, true);
        Self {
            frame: Frame::new(Some(Rc::clone(&exports)), true),
            exports,
            exports_names: true,
            exports_macros: true,
            lengths: Rc::default(),
        }
    }

    /// The body of a loop.
    pub(crate) fn looped(&self) -> Self {
        Self {
            frame: Frame::new(Some(Rc::clone(&self.frame)), false),
            exports_names: false,
            exports_macros: false,
            ..self.clone()
        }
    }

    /// A text that is kept instead of put out.
    pub(crate) fn captured(&self) -> Self {
        Self { frame: Frame::new(Some(Rc::clone(&self.frame)), false), ..self.clone() }
    }

    /// A body of its own around which `frame` lies: a block, a macro, what a call hands over.
    pub(crate) fn separate(&self, frame: &Rc<Frame>, exports_macros: bool) -> Self {
        Self {
            frame: Frame::new(Some(Rc::clone(frame)), true),
            exports: Rc::clone(&self.exports),
            exports_names: false,
            exports_macros,
            lengths: Rc::default(),
        }
    }
}
