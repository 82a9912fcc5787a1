//! What was last read of radars.

use portico_store::{KeptRadar, RadarStore};

pub async fn the_last_text_of_a_radar_is_kept(store: &dyn RadarStore) {
    assert_eq!(store.radars().await.unwrap(), []);
    let read = KeptRadar {
        id: "b".into(),
        target: "https://a.test/radar.json".into(),
        text: "title: süß\r\n".into(),
        etag: Some("\"1\"".into()),
        read_ms: Some(7),
        failed_ms: None,
        error: None,
    };
    let never = KeptRadar {
        id: "a".into(),
        target: "/srv/radar.yaml".into(),
        failed_ms: Some(9),
        error: Some("it is not there".into()),
        ..KeptRadar::default()
    };
    for radar in [&read, &never] {
        store.keep_radar(radar).await.unwrap();
    }
    assert_eq!(store.radars().await.unwrap(), [never, read.clone()]);
    let failing = KeptRadar { failed_ms: Some(11), error: Some("500".into()), etag: None, ..read };
    store.keep_radar(&failing).await.unwrap();
    store.forget_radars(&["b".into(), "never".into()]).await.unwrap();
    assert_eq!(store.radars().await.unwrap(), [failing]);
    store.forget_radars(&[]).await.unwrap();
    assert_eq!(store.radars().await.unwrap(), []);
}
