// Everything the pages need in the browser, started once.
import { startClocks } from "./clocks.js";
import { startConnection } from "./connection.js";
import { startCopy } from "./copy.js";
import { startFollowing } from "./follow.js";
import { startKeys } from "./keys.js";
import { startLocalTimes } from "./local-times.js";
import { startPress } from "./press.js";

startClocks();
startLocalTimes();
startCopy();
startPress();
startKeys();
startFollowing();
await startConnection();
