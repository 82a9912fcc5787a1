//! What part of the picture is seen, and which box lies where from another one. Pure, so that it is tested without a
//! browser.

use portico_graph::Place;

/// Smallest and largest scale.
const SCALES: (f64, f64) = (0.1, 3.0);
/// Below this scale, labels cannot be read: fitting a picture into its frame stops here.
const READABLE: f64 = 0.6;
/// Least distance of a box that was walked to from the frame's edge.
const EDGE: f64 = 28.0;

/// Where the picture is in its frame.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Camera {
    pub(super) x: f64,
    pub(super) y: f64,
    pub(super) scale: f64,
}

impl Default for Camera {
    fn default() -> Self {
        Self { x: 0.0, y: 0.0, scale: 1.0 }
    }
}

impl Camera {
    /// Shows all of a picture if it can be read then; otherwise as much as can, around a box.
    pub(super) fn fitting(frame: (f64, f64), picture: (f64, f64), around: Option<Place>) -> Self {
        let whole = (frame.0 / picture.0.max(1.0)).min(frame.1 / picture.1.max(1.0)).min(1.0);
        let scale = whole.max(READABLE);
        let middle = around.filter(|_| whole < READABLE).map_or((picture.0 / 2.0, picture.1 / 2.0), middle);
        let place = |frame: f64, picture: f64, middle: f64| {
            let room = frame - picture * scale;
            if room >= 0.0 { room / 2.0 } else { (frame / 2.0 - middle * scale).clamp(room, 0.0) }
        };
        Self { x: place(frame.0, picture.0, middle.0), y: place(frame.1, picture.1, middle.1), scale }
    }

    /// Shows all of a picture, however small it becomes.
    pub(super) fn whole(frame: (f64, f64), picture: (f64, f64)) -> Self {
        let scale = (frame.0 / picture.0.max(1.0)).min(frame.1 / picture.1.max(1.0)).clamp(SCALES.0, 1.0);
        let place = |frame: f64, picture: f64| (frame - picture * scale) / 2.0;
        Self { x: place(frame.0, picture.0), y: place(frame.1, picture.1), scale }
    }

    /// Moves the picture.
    pub(super) fn moved(self, dx: f64, dy: f64) -> Self {
        Self { x: self.x + dx, y: self.y + dy, ..self }
    }

    /// Zooms, with one point of the frame staying where it is.
    pub(super) fn zoomed(self, at: (f64, f64), factor: f64) -> Self {
        let scale = (self.scale * factor).clamp(SCALES.0, SCALES.1);
        let factor = scale / self.scale;
        Self { x: at.0 - (at.0 - self.x) * factor, y: at.1 - (at.1 - self.y) * factor, scale }
    }

    /// Moves as little as possible so that a box is seen.
    pub(super) fn revealing(self, frame: (f64, f64), place: Place) -> Self {
        let shift = |begin: f64, size: f64, frame: f64| {
            let end = begin + size;
            if begin < EDGE {
                EDGE - begin
            } else if end > frame - EDGE {
                (frame - EDGE - end).max(EDGE - begin)
            } else {
                0.0
            }
        };
        let begin = |place: f32, own: f64| own + f64::from(place) * self.scale;
        let dx = shift(begin(place.x, self.x), f64::from(place.width) * self.scale, frame.0);
        let dy = shift(begin(place.y, self.y), f64::from(place.height) * self.scale, frame.1);
        self.moved(dx, dy)
    }

    /// The same view of a box that has moved within the picture.
    pub(super) fn following(self, before: Place, now: Place) -> Self {
        let ((x, y), (old_x, old_y)) = (middle(now), middle(before));
        self.moved((old_x - x) * self.scale, (old_y - y) * self.scale)
    }
}

fn middle(place: Place) -> (f64, f64) {
    (f64::from(place.x + place.width / 2.0), f64::from(place.y + place.height / 2.0))
}

/// The box that an arrow key leads to: the nearest one in that direction, where what lies aside counts more.
pub(super) fn beside(places: &[Place], from: usize, key: &str) -> Option<usize> {
    const ASIDE: f64 = 2.5;
    let (x, y) = middle(*places.get(from)?);
    let ahead = |place: &Place| {
        let (dx, dy) = (middle(*place).0 - x, middle(*place).1 - y);
        match key {
            "ArrowRight" => (dx, dy),
            "ArrowLeft" => (-dx, dy),
            "ArrowDown" => (dy, dx),
            _ => (-dy, dx),
        }
    };
    let far = |place: &Place| {
        let (along, across) = ahead(place);
        along + across.abs() * ASIDE
    };
    let candidates =
        places.iter().enumerate().filter(|(index, place)| *index != from && ahead(place).0 > 1.0);
    candidates.min_by(|(_, a), (_, b)| far(a).total_cmp(&far(b))).map(|(index, _)| index)
}

#[cfg(test)]
mod tests {
    use super::{Camera, beside};
    use portico_graph::Place;

    fn place(x: f32, y: f32) -> Place {
        Place { x, y, width: 100.0, height: 40.0 }
    }

    #[test]
    fn small_pictures_are_centred_and_large_ones_show_where_they_start() {
        let small = Camera::fitting((800.0, 600.0), (400.0, 200.0), None);
        assert_eq!(small, Camera { x: 200.0, y: 200.0, scale: 1.0 });
        let large = Camera::fitting((800.0, 600.0), (4000.0, 3000.0), Some(place(0.0, 0.0)));
        assert_eq!(large, Camera { x: 0.0, y: 0.0, scale: 0.6 });
        let whole = Camera::whole((800.0, 600.0), (4000.0, 3000.0));
        assert_eq!(whole, Camera { x: 0.0, y: 0.0, scale: 0.2 });
    }

    #[test]
    fn zooming_keeps_the_point_under_the_pointer() {
        let camera = Camera { x: 10.0, y: 20.0, scale: 1.0 }.zoomed((110.0, 120.0), 2.0);
        assert_eq!(camera, Camera { x: -90.0, y: -80.0, scale: 2.0 });
        assert_eq!(camera.zoomed((0.0, 0.0), 100.0).scale, 3.0);
    }

    #[test]
    fn a_box_is_revealed_without_moving_more_than_needed() {
        let camera = Camera::default();
        assert_eq!(camera.revealing((800.0, 600.0), place(300.0, 300.0)), camera);
        assert_eq!(camera.revealing((800.0, 600.0), place(780.0, 300.0)).x, -108.0);
        assert_eq!(camera.revealing((800.0, 600.0), place(-50.0, 300.0)).x, 78.0);
    }

    #[test]
    fn arrow_keys_lead_to_the_nearest_box_in_their_direction() {
        let places = [place(0.0, 0.0), place(200.0, 10.0), place(200.0, 300.0), place(0.0, 100.0)];
        assert_eq!(beside(&places, 0, "ArrowRight"), Some(1));
        assert_eq!(beside(&places, 0, "ArrowDown"), Some(3));
        assert_eq!(beside(&places, 1, "ArrowDown"), Some(2));
        assert_eq!(beside(&places, 0, "ArrowLeft"), None);
        assert_eq!(beside(&places, 9, "ArrowLeft"), None);
    }
}
