// Everything the pages need in the browser, started once.
import { startAnnouncing } from "./announce.js";
import { startClocks } from "./clocks.js";
import { startConnection } from "./connection.js";
import { startCopy } from "./copy.js";
import { startFocus } from "./focus.js";
import { startFollowing } from "./follow.js";
import { startKeys } from "./keys.js";
import { startLists } from "./lists.js";
import { startLocalTimes } from "./local-times.js";
import { startPalette } from "./palette.js";
import { startPress } from "./press.js";
import { startPrinting } from "./print.js";
import { startTimelines } from "./timeline.js";

startClocks();
startLocalTimes();
startCopy();
startPress();
startKeys();
startPalette();
startLists();
startFocus();
startAnnouncing();
startPrinting();
startFollowing();
startTimelines();
await startConnection();
