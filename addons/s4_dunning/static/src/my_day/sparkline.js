import { Component } from "@odoo/owl";

const WIDTH = 96;
const HEIGHT = 28;
const MARGIN = 2;

/** Draws how a figure went, oldest first. */
export class Sparkline extends Component {
    static template = "s4_dunning.Sparkline";
    static props = { values: { type: Array, element: Number } };

    /** The corners of the line: the lowest value at the bottom, the highest on top. */
    get points() {
        const { values } = this.props;
        const low = Math.min(...values);
        const range = Math.max(...values) - low || 1;
        const step = (WIDTH - 2 * MARGIN) / Math.max(values.length - 1, 1);
        const scale = HEIGHT - 2 * MARGIN;
        return values.map((value, index) => ({
            x: MARGIN + index * step,
            y: MARGIN + scale * (1 - (value - low) / range),
        }));
    }

    get line() {
        return this.points
            .map(({ x, y }) => `${x.toFixed(1)},${y.toFixed(1)}`)
            .join(" ");
    }

    get last() {
        return this.points.at(-1);
    }
}
