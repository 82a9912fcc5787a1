//! The picture as a file. The server makes the SVG, so it needs no script; the browser turns it into a PNG.

use crate::paths;
use leptos::prelude::*;
use portico_portal::views::{Named, graph::GraphQuestion};
use wasm_bindgen::{JsCast as _, JsValue, prelude::Closure};
use web_sys::{CanvasRenderingContext2d, HtmlAnchorElement, HtmlCanvasElement, HtmlImageElement};

/// Pixels of the PNG for one unit of the picture.
const SHARP: f64 = 2.0;
/// Longest side of the PNG: browsers draw no more.
const LONGEST: f64 = 8000.0;

/// Light and dark, as SVG and as PNG.
pub(super) fn menu(question: &GraphQuestion, roots: &[Named]) -> AnyView {
    let name = file_name(roots);
    let link = |label: &'static str, is_dark: bool| {
        let (href, name) = (paths::graph_file(question, is_dark), format!("{name}.svg"));
        view! {
            <a class="menu-item" href=href download=name rel="external">
                {label}
            </a>
        }
        .into_any()
    };
    let button = |label: &'static str, is_dark: bool| {
        let (href, name) = (paths::graph_file(question, is_dark), format!("{name}.png"));
        view! {
            <button class="menu-item graph-png" type="button" on:click=move |_| save_png(&href, &name)>
                {label}
            </button>
        }
        .into_any()
    };
    view! {
        <details class="menu">
            <summary class="button">"Export"</summary>
            <div class="menu-panel graph-export">
                {link("SVG, light", false)} {link("SVG, dark", true)} {button("PNG, light", false)}
                {button("PNG, dark", true)}
            </div>
        </details>
    }
    .into_any()
}

/// Such as `relations-of-cart`.
fn file_name(roots: &[Named]) -> String {
    let name = roots.first().map(|root| root.label.as_str()).unwrap_or_default();
    let plain = name.to_lowercase().replace(|letter: char| !letter.is_ascii_alphanumeric(), "-");
    let parts: Vec<&str> = plain.split('-').filter(|part| !part.is_empty()).collect();
    format!("relations-of-{}", parts.join("-"))
}

/// Loads the SVG as an image, draws it, and hands the result to the reader. A browser that refuses any of it leaves
/// the SVG.
fn save_png(href: &str, name: &str) {
    let Ok(image) = HtmlImageElement::new() else { return };
    let (loaded, name) = (image.clone(), name.to_owned());
    let draw = Closure::once_into_js(move || {
        if let Err(error) = draw_png(&loaded, &name) {
            leptos::logging::warn!("the picture cannot be turned into a PNG: {error:?}");
        }
    });
    image.set_onload(Some(draw.unchecked_ref()));
    image.set_src(href);
}

fn draw_png(image: &HtmlImageElement, name: &str) -> Result<(), JsValue> {
    let (width, height) = (f64::from(image.natural_width()), f64::from(image.natural_height()));
    let scale = (LONGEST / width.max(height).max(1.0)).min(SHARP);
    let canvas: HtmlCanvasElement = document().create_element("canvas")?.unchecked_into();
    canvas.set_width((width * scale) as u32);
    canvas.set_height((height * scale) as u32);
    let Some(context) = canvas.get_context("2d")? else { return Ok(()) };
    let context: CanvasRenderingContext2d = context.unchecked_into();
    context.scale(scale, scale)?;
    context.draw_image_with_html_image_element(image, 0.0, 0.0)?;
    let link: HtmlAnchorElement = document().create_element("a")?.unchecked_into();
    link.set_href(&canvas.to_data_url()?);
    link.set_download(name);
    link.click();
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::file_name;
    use portico_portal::views::Named;

    #[test]
    fn file_names_are_plain() {
        let named = |label: &str| vec![Named { label: label.into(), ..Named::default() }];
        assert_eq!(file_name(&named("The <Shelf> & more")), "relations-of-the-shelf-more");
    }
}
