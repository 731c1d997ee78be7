// Where this phone is: {lon, lat, accuracy} in WGS84 degrees and metres, or an Error whose `reason` says why not.
const wrong = (reason) => Object.assign(new Error(reason), { reason });

export function locate() {
  return new Promise((resolve, reject) => {
    if (!window.isSecureContext) return reject(wrong("unsafe"));
    if (!navigator.geolocation) return reject(wrong("nowhere"));
    return navigator.geolocation.getCurrentPosition(
      ({ coords }) => resolve({ lon: coords.longitude, lat: coords.latitude, accuracy: coords.accuracy }),
      (error) => reject(wrong(error.code === error.PERMISSION_DENIED ? "denied" : "nowhere")),
      { enableHighAccuracy: true, timeout: 12000, maximumAge: 15000 },
    );
  });
}

export function metresBetween(a, b) {
  const rad = Math.PI / 180;
  const h = Math.sin(((b.lat - a.lat) * rad) / 2) ** 2 + Math.cos(a.lat * rad) * Math.cos(b.lat * rad) * Math.sin(((b.lon - a.lon) * rad) / 2) ** 2;
  return 2 * 6371008.8 * Math.asin(Math.min(1, Math.sqrt(h)));
}
