import { useExternalListener } from "@odoo/owl";
import { useHotkey } from "@web/core/hotkeys/hotkey_hook";
import { useService } from "@web/core/utils/hooks";

// Of buttons of a task: they are there or not.
const LETTERS = "acdehoprxy".split("");

/** The keys of My Day. Odoo's hotkeys leave whoever types, or has a dialog open, alone. */
export function useMyDayHotkeys(myDay) {
    const ui = useService("ui");
    const hotkey = (keys, callback, options) =>
        keys.forEach((key) => useHotkey(key, callback, options));
    hotkey(["j", "arrowdown"], () => myDay.move(1), { allowRepeat: true });
    hotkey(["k", "arrowup"], () => myDay.move(-1), { allowRepeat: true });
    hotkey(["enter"], () => myDay.open(myDay.state.position), {
        // a button that has the focus keeps its own enter
        isAvailable: (target) => !myDay.state.task && !target.closest("button, a"),
    });
    hotkey(["escape"], () => myDay.close(), {
        isAvailable: () => Boolean(myDay.state.task),
    });
    hotkey(["n"], () => myDay.next());
    const isAvailable = () => Boolean(myDay.state.day.may_decide);
    hotkey(["s"], () => myDay.decisions.snooze(), { isAvailable });
    hotkey(["q"], () => myDay.decisions.ask(), { isAvailable });
    for (const letter of LETTERS) {
        hotkey([letter], () => myDay.press(letter), {
            isAvailable: () => Boolean(myDay.buttonOf(letter)),
        });
    }
    // the hotkeys of Odoo are letters and digits only
    useExternalListener(window, "keydown", (ev) => {
        const isTyping = ev.target.closest("input, textarea, [contenteditable=true]");
        if (ev.key === "?" && !isTyping && ui.activeElement === document) {
            myDay.state.hasHelp = !myDay.state.hasHelp;
        }
    });
}
