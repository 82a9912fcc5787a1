//! What lies over a picture: the slider, the line on the day that is looked at, the days that are chosen, and the figures.

use super::data::Data;
use portico_browser::dom;
use portico_chart::Plot;
use wasm_bindgen::JsCast as _;
use web_sys::HtmlElement;

/// The elements over a picture. They go when it goes.
pub(super) struct Over {
    pub(super) slider: HtmlElement,
    cross: HtmlElement,
    brush: HtmlElement,
    pub(super) tip: HtmlElement,
    place: HtmlElement,
}

/// An element of a class.
pub(super) fn element(name: &str, class: &str) -> Option<HtmlElement> {
    let element: HtmlElement = dom::document()?.create_element(name).ok()?.dyn_into().ok()?;
    element.set_class_name(class);
    Some(element)
}

/// Attributes that are written here can be written.
pub(super) fn set(element: &HtmlElement, name: &str, value: &str) {
    let _ = element.set_attribute(name, value);
}

impl Over {
    /// Puts it over a picture.
    pub(super) fn add(place: &HtmlElement, data: &Data) -> Option<Self> {
        let slider = element("div", "chart-over")?;
        let how = match data.can_choose() {
            true => "arrow keys go from day to day, with Shift they choose days, and Enter shows these",
            false => "arrow keys go from day to day",
        };
        set(&slider, "tabindex", "0");
        set(&slider, "role", "slider");
        set(&slider, "aria-label", &format!("{}: {how}", data.title));
        set(&slider, "aria-valuemin", "1");
        set(&slider, "aria-valuemax", &data.days().to_string());
        set(&slider, "aria-valuenow", &data.days().to_string());
        let over = Self {
            slider,
            cross: element("div", "chart-cross")?,
            brush: element("div", "chart-brush")?,
            tip: element("div", "chart-tip")?,
            place: place.clone(),
        };
        set(&over.tip, "aria-hidden", "true");
        over.hide();
        over.slider.append_child(&over.brush).ok()?;
        over.slider.append_child(&over.cross).ok()?;
        place.append_child(&over.slider).ok()?;
        place.append_child(&over.tip).ok()?;
        Some(over)
    }

    /// Lays it on the figures of a picture of this scale, whose corner is there.
    pub(super) fn lay(&self, plot: &Plot, scale: f64, left: f64, top: f64) {
        let pixels = |value: f64| format!("{}px", value.round() as i64);
        let style = format!(
            "left:{};top:{};width:{};height:{}",
            pixels(left + plot.left * scale),
            pixels(top + plot.top * scale),
            pixels((plot.right - plot.left) * scale),
            pixels((plot.bottom - plot.top) * scale)
        );
        if self.slider.get_attribute("style").as_deref() != Some(&style) {
            set(&self.slider, "style", &style);
        }
    }

    /// Shows the line at a place, and what is chosen.
    pub(super) fn show(&self, x: f64, chosen: Option<(f64, f64)>) {
        let pixels = |value: f64| value.round() as i64;
        self.cross.set_hidden(false);
        set(&self.cross, "style", &format!("left:{}px", pixels(x)));
        self.brush.set_hidden(chosen.is_none());
        if let Some((from, to)) = chosen {
            set(&self.brush, "style", &format!("left:{}px;width:{}px", pixels(from), pixels(to - from)));
        }
        self.tip.set_hidden(false);
        // On the side that has more room.
        let width = f64::from(self.place.client_width());
        let at = f64::from(self.slider.offset_left()) + x;
        let style = match at > width / 2.0 {
            true => format!("right:{}px", pixels(width - at + 14.0)),
            false => format!("left:{}px", pixels(at + 14.0)),
        };
        set(&self.tip, "style", &style);
    }

    /// Nothing is looked at.
    pub(super) fn hide(&self) {
        for element in [&self.cross, &self.brush, &self.tip] {
            element.set_hidden(true);
        }
    }

    /// Says in words what is looked at.
    pub(super) fn say(&self, day: usize, words: &str) {
        set(&self.slider, "aria-valuenow", &(day + 1).to_string());
        set(&self.slider, "aria-valuetext", words);
    }
}
