/* Shows what the site has sent to this device, and opens the page that it is about. It keeps nothing and asks for nothing. */
"use strict";

self.addEventListener("push", (event) => {
  const { body, url, tag, lang } = event.data.json();
  event.waitUntil(self.registration.showNotification("Minga", { body, tag, lang, dir: "auto", data: { url } }));
});

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(self.clients.openWindow(new URL(event.notification.data.url, self.location.origin)));
});
