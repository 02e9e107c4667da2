// Package kit holds the widgets of the window that know nothing of songs:
// buttons, texts, lists, boxes and how they lie beside each other, dialogs and
// menus.
//
// They hear the keyboard as the whole window does, Escape above all, and say
// what they are to a screen reader. What they need of the window they stand in
// they ask of a Window. The pages, which know the program, are made of them and
// lie above.
package kit
