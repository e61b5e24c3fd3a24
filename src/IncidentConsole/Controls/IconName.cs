namespace MeetSolis.IncidentConsole.Controls;

public enum IconName
{
    Check, Cross, Dot, Ring, HalfRing, Arrow, Skip, Question, Bang, Stop, Triangle, Diamond,
    Copy, Play, Pause, Sun, Moon, Screen, Bell, Link, Download, Plus, Search, Keyboard, Down, Up, Back, Person, Note, Clock, List, Eye, Book, Undo, Pin, Clip,
}
