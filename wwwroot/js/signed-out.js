// Nobody is signed in in this browser: the other tabs' pages would go on showing somebody's incident, and let go of it now (connection.js).
try { localStorage.setItem("signed-out", String(Date.now())); } catch { /* private window: its tabs find out by themselves */ }
