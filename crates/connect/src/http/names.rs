//! Where names of hosts lead: to the internet, or into the own network.

use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use std::{
    collections::BTreeSet,
    error::Error,
    net::{IpAddr, Ipv4Addr, Ipv6Addr},
};
use url::{Host, Url};

/// What the resolver says of a name that leads into the own network only.
pub(super) const INSIDE: &str = "the name stands for an address of a private network";

/// Finds addresses of names, those of the internet only.
pub(super) struct Internet {
    /// Names of proxies: whoever started this process set them, and they may be anywhere.
    proxies: BTreeSet<String>,
}

impl Internet {
    /// A resolver that lets these addresses of proxies be anywhere; what is no address counts as nothing.
    pub(super) fn new(proxies: &[String]) -> Self {
        let host = |text: &String| {
            let whole = if text.contains("://") { text.clone() } else { format!("http://{text}") };
            Url::parse(&whole).ok()?.host_str().map(str::to_owned)
        };
        Self { proxies: proxies.iter().filter_map(host).collect() }
    }
}

impl Resolve for Internet {
    fn resolve(&self, name: Name) -> Resolving {
        let host = name.as_str().to_owned();
        let is_proxy = self.proxies.contains(&host);
        Box::pin(async move {
            let found = tokio::net::lookup_host((host, 0)).await?;
            let found: Vec<_> = found.filter(|address| is_proxy || is_internet(address.ip())).collect();
            if found.is_empty() {
                return Err(Box::<dyn Error + Send + Sync>::from(INSIDE));
            }
            Ok(Box::new(found.into_iter()) as Addrs)
        })
    }
}

/// Whether an address is written with a number of the own network.
pub(super) fn is_inside(url: &Url) -> bool {
    match url.host() {
        Some(Host::Ipv4(ip)) => !is_internet(ip.into()),
        Some(Host::Ipv6(ip)) => !is_internet(ip.into()),
        Some(Host::Domain(_)) | None => false,
    }
}

/// Whether a number belongs to the internet, and not to this machine, its network, or nobody.
fn is_internet(ip: IpAddr) -> bool {
    match ip {
        IpAddr::V4(ip) => is_internet_v4(ip),
        IpAddr::V6(ip) => match embedded(ip) {
            Some(inner) => is_internet_v4(inner),
            None => is_internet_v6(ip),
        },
    }
}

/// The older number that a newer one stands for.
fn embedded(ip: Ipv6Addr) -> Option<Ipv4Addr> {
    let s = ip.segments();
    let v4 = |high: u16, low: u16| {
        let ([a, b], [c, d]) = (high.to_be_bytes(), low.to_be_bytes());
        Ipv4Addr::new(a, b, c, d)
    };
    match s {
        // Mapped, compatible and translated ones.
        [0, 0, 0, 0, 0, 0xffff, high, low] | [0x64, 0xff9b, 0, 0, 0, 0, high, low] => Some(v4(high, low)),
        [0x2002, high, low, ..] => Some(v4(high, low)),
        _ => None,
    }
}

fn is_internet_v4(ip: Ipv4Addr) -> bool {
    let [a, b, c, _] = ip.octets();
    let shared = a == 100 && (64..128).contains(&b);
    let special = a == 0 || a >= 240 || (a == 198 && (b == 18 || b == 19)) || (a == 192 && b == 0 && c == 0);
    !(ip.is_private()
        || ip.is_loopback()
        || ip.is_link_local()
        || ip.is_multicast()
        || ip.is_documentation()
        || shared
        || special)
}

fn is_internet_v6(ip: Ipv6Addr) -> bool {
    // What is given out to the internet begins so; everything else is local, reserved or for groups.
    let first = ip.segments()[0];
    let documentation = first == 0x2001 && ip.segments()[1] == 0xdb8;
    first & 0xe000 == 0x2000 && !documentation
}

#[cfg(test)]
mod tests {
    use super::is_internet;

    #[test]
    fn numbers() {
        #[track_caller]
        fn check(ip: &str, expect: bool) {
            assert_eq!(is_internet(ip.parse().unwrap()), expect, "{ip}");
        }
        for ip in ["8.8.8.8", "100.63.0.1", "172.32.0.1", "198.20.0.1", "2606:4700::1111", "64:ff9b::808:808"]
        {
            check(ip, true);
        }
        for ip in [
            "127.0.0.1",
            "10.1.2.3",
            "172.16.0.1",
            "192.168.1.1",
            "169.254.169.254",
            "0.0.0.0",
            "100.64.0.1",
            "224.0.0.1",
            "255.255.255.255",
            "198.18.0.1",
            "192.0.0.8",
            "192.0.2.1",
            "::1",
            "::",
            "fe80::1",
            "fc00::1",
            "fd12::1",
            "ff02::1",
            "::ffff:127.0.0.1",
            "::ffff:10.0.0.1",
            "64:ff9b::a00:1",
            "2002:a00:1::",
            "::127.0.0.1",
            "2001:db8::1",
        ] {
            check(ip, false);
        }
    }
}
