//! Where blips lie. Every blip has a disc of its own inside of its ring and quadrant; no two discs touch. A blip begins
//! where its key says, so that it stays where it is while others come and go, and is pushed apart from its neighbours.

use crate::{Edition, limits};
use std::f64::consts::{FRAC_PI_2, FRAC_PI_4, PI, TAU};

/// Radius of the picture's outermost ring.
pub const RADIUS: f64 = 340.0;
/// Half the width of the cross between the quadrants.
pub const CROSS: f64 = 11.0;
/// Radius of a blip's disc where there is room.
pub const BLIP: f64 = 15.0;
/// What two discs leave between them, and a disc and the edge of its sector.
const GAP: f64 = 2.0;

/// Where a blip lies: its centre, from the centre of the picture, and the radius of its disc.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Place {
    /// To the right.
    pub x: f64,
    /// Downwards.
    pub y: f64,
    /// Radius.
    pub radius: f64,
}

/// A ring in a quadrant.
#[derive(Clone, Copy, Debug)]
pub struct Sector {
    /// Radius of its inner edge.
    pub inner: f64,
    /// Radius of its outer edge.
    pub outer: f64,
    /// Sign of x.
    right: f64,
    /// Sign of y.
    down: f64,
}

/// The outer radius of a ring. Inner rings are wider, because they have less room.
pub fn ring_radius(ring: usize, rings: usize) -> f64 {
    let share = (ring as f64 + 1.0) / rings.max(1) as f64;
    RADIUS * share.min(1.0).powf(0.72)
}

impl Sector {
    /// A sector; none if it has no place in the picture.
    pub fn of(quadrant: usize, ring: usize, rings: usize) -> Option<Self> {
        let rings = rings.min(limits::RINGS);
        if ring >= rings || quadrant >= limits::QUADRANTS {
            return None;
        }
        let inner = if ring == 0 { 0.0 } else { ring_radius(ring - 1, rings) };
        let (right, down) = [(1.0, 1.0), (-1.0, 1.0), (-1.0, -1.0), (1.0, -1.0)][quadrant];
        Some(Self { inner, outer: ring_radius(ring, rings), right, down })
    }

    /// Whether a disc lies inside.
    pub fn holds(&self, place: Place) -> bool {
        let (x, y) = (place.x * self.right, place.y * self.down);
        let distance = x.hypot(y);
        x - place.radius >= CROSS
            && y - place.radius >= CROSS
            && distance + place.radius <= self.outer
            && (self.inner == 0.0 || distance - place.radius >= self.inner)
    }

    fn area(&self) -> f64 {
        FRAC_PI_4 * (self.outer * self.outer - self.inner * self.inner)
    }

    fn turned(&self, (x, y): (f64, f64), radius: f64) -> Place {
        Place { x: x * self.right, y: y * self.down, radius }
    }
}

/// Where the blips of an edition lie, in their order; nothing for those that have no place in the picture.
pub fn places(edition: &Edition<'_>) -> Vec<Option<Place>> {
    let rings = edition.radar.rings.len();
    let mut places = vec![None; edition.blips.len()];
    for quadrant in 0..edition.radar.quadrants.len() {
        for ring in 0..rings {
            let Some(sector) = Sector::of(quadrant, ring, rings) else { continue };
            let within = edition.blips.iter().enumerate();
            let within = within.filter(|(_, blip)| blip.entry.quadrant == quadrant && blip.step.ring == ring);
            let mut members: Vec<(&str, usize)> =
                within.map(|(index, blip)| (blip.entry.key.as_str(), index)).collect();
            // Not the order of the file, nor that of the legend, which both change with what has nothing to do with it.
            members.sort_unstable();
            let keys: Vec<&str> = members.iter().map(|(key, _)| *key).collect();
            for (place, (_, index)) in fill(sector, &keys).into_iter().zip(&members) {
                places[*index] = Some(place);
            }
        }
    }
    places
}

/// Places for blips with these keys in a sector.
fn fill(sector: Sector, keys: &[&str]) -> Vec<Place> {
    if keys.is_empty() {
        return Vec::new();
    }
    if let Some(found) = pushed_apart(sector, keys) {
        return found.into_iter().map(|point| sector.turned(point, BLIP)).collect();
    }
    let mut radius = BLIP;
    loop {
        let points = lattice(sector, radius);
        if points.len() >= keys.len() {
            return spread(&points, keys).into_iter().map(|point| sector.turned(point, radius)).collect();
        }
        radius *= 0.95;
    }
}

/// A number from 0 to 1 that is made of a key.
fn chance(key: &str, salt: u64) -> f64 {
    let mut hash = 0xcbf2_9ce4_8422_2325 ^ salt.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    for byte in key.bytes() {
        hash = (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
    }
    hash ^= hash >> 32;
    hash = hash.wrapping_mul(0xd6e8_feb8_6659_fd93);
    hash ^= hash >> 32;
    (hash >> 11) as f64 / (1_u64 << 53) as f64
}

/// Every blip begins where its key says; then they push one another apart. None if they do not come apart.
fn pushed_apart(sector: Sector, keys: &[&str]) -> Option<Vec<(f64, f64)>> {
    let room = Room::of(sector, BLIP)?;
    // Where discs would cover nearly everything, pushing is in vain.
    if keys.len() as f64 * BLIP * BLIP * PI > 0.7 * sector.area() {
        return None;
    }
    let mut points: Vec<(f64, f64)> = keys
        .iter()
        .map(|key| {
            // Evenly over the area: the square root of chance is the radius.
            let (low, high) = (room.near * room.near, room.far * room.far);
            let radius = (low + chance(key, 1) * (high - low)).sqrt();
            let angle = FRAC_PI_2 * (0.08 + 0.84 * chance(key, 2));
            room.clamped((radius * angle.cos(), radius * angle.sin()))
        })
        .collect();
    let least = 2.0 * BLIP + GAP;
    // They would like more room than they need, as long as there is some.
    let wished = least + 0.35 * (room.area() / keys.len() as f64).sqrt().min(60.0);
    for round in 0..limits::ROUNDS {
        let wish = if round * 3 < limits::ROUNDS * 2 { wished } else { least + 0.5 };
        push(&mut points, keys, wish);
        points.iter_mut().for_each(|point| *point = room.clamped(*point));
    }
    let is_apart = points.iter().enumerate().all(|(index, one)| {
        points[index + 1..].iter().all(|other| (one.0 - other.0).hypot(one.1 - other.1) >= least - 0.01)
    });
    let is_inside = points.iter().all(|point| sector.holds(sector.turned(*point, BLIP)));
    (is_apart && is_inside).then_some(points)
}

/// One round: whoever is nearer to another than wished goes half of what is missing.
fn push(points: &mut [(f64, f64)], keys: &[&str], wish: f64) {
    for index in 0..points.len() {
        for other in index + 1..points.len() {
            let (mut dx, mut dy) = (points[index].0 - points[other].0, points[index].1 - points[other].1);
            let mut distance = dx.hypot(dy);
            if distance >= wish {
                continue;
            }
            if distance < 0.01 {
                let angle = TAU * chance(keys[index], 3);
                (dx, dy, distance) = (angle.cos() * 0.01, angle.sin() * 0.01, 0.01);
            }
            let step = (wish - distance) / 2.0 / distance;
            points[index].0 += dx * step;
            points[index].1 += dy * step;
            points[other].0 -= dx * step;
            points[other].1 -= dy * step;
        }
    }
}

/// Where the centres of discs of a radius may lie, in the first quarter of the plane.
struct Room {
    near: f64,
    far: f64,
    edge: f64,
}

impl Room {
    fn of(sector: Sector, radius: f64) -> Option<Self> {
        let edge = CROSS + radius + GAP;
        let near = if sector.inner == 0.0 { 0.0 } else { sector.inner + radius + GAP };
        let near = near.max(edge * std::f64::consts::SQRT_2);
        let far = sector.outer - radius - GAP;
        (far >= near).then_some(Self { near, far, edge })
    }

    fn area(&self) -> f64 {
        FRAC_PI_2 / 2.0 * (self.far * self.far - self.near * self.near)
    }

    /// The nearest point inside, or one that is as good.
    fn clamped(&self, (x, y): (f64, f64)) -> (f64, f64) {
        let (x, y) = (x.max(self.edge), y.max(self.edge));
        let distance = x.hypot(y);
        let radius = distance.clamp(self.near, self.far);
        let (x, y) = (x * radius / distance, y * radius / distance);
        // Drawing it towards the centre may have taken it over an edge: then it lies where edge and arc meet.
        let along = |other: f64| (radius * radius - other * other).max(0.0).sqrt();
        if x < self.edge {
            (self.edge, along(self.edge))
        } else if y < self.edge {
            (along(self.edge), self.edge)
        } else {
            (x, y)
        }
    }
}

/// Places for discs of a radius, side by side on arcs.
fn lattice(sector: Sector, radius: f64) -> Vec<(f64, f64)> {
    let Some(room) = Room::of(sector, radius) else { return Vec::new() };
    let least = 2.0 * radius + GAP * (radius / BLIP).min(1.0);
    let rows = ((room.far - room.near) / least).floor();
    let apart = if rows > 0.0 { (room.far - room.near) / rows } else { 0.0 };
    let mut points = Vec::new();
    for row in 0..=rows as usize {
        let arc = room.near + apart * row as f64;
        // Between the angles at which the arc leaves the two edges.
        let first = (room.edge / arc).min(1.0).asin();
        let span = (FRAC_PI_2 - 2.0 * first).max(0.0);
        let step = 2.0 * (least / 2.0 / arc).min(1.0).asin();
        let count = (span / step + 1e-9).floor();
        let step = if count > 0.0 { span / count } else { 0.0 };
        for column in 0..=count as usize {
            let angle = first + step * column as f64;
            points.push((arc * angle.cos(), arc * angle.sin()));
        }
    }
    points
}

/// As many of the points as there are keys: each key takes the one that it asks for, or the next free one.
fn spread(points: &[(f64, f64)], keys: &[&str]) -> Vec<(f64, f64)> {
    let mut taken = vec![false; points.len()];
    let chosen = keys.iter().map(|key| {
        let wish = (chance(key, 4) * points.len() as f64) as usize;
        let index = (0..points.len()).map(|step| (wish + step) % points.len()).find(|index| !taken[*index]);
        let index = index.unwrap_or_default();
        taken[index] = true;
        points[index]
    });
    chosen.collect()
}
