"""The PDF importer: a report as PDF becomes a corpus folder of Markdown entries with pages.

Read the files in this order, each is one step:

    pages            characters, boxes and labels of a PDF page; page pictures (the only file that knows pypdfium2)
    boxes            drawn rectangles and rules -> the boxes that hold text
    pieces, order    characters -> pieces in reading order, over columns, boxes and tables
    lines            pieces on one row -> a line of text
    ocr              text of pages that are pictures, with Tesseract
    worker, reader   all that in a child process with limits of time and memory -> one Page after the other
    furniture        running heads and feet, page numbers, browser print; what page number is printed
    footnotes        small type at the foot of the page
    text             lines -> paragraphs: hyphens, ligatures, bullets; paragraphs -> body with page offsets
    headings         which paragraphs are headings, and of what level; contents pages
    markers          numbers that may open a recommendation: "Recommendation 7:", "R7", "8.12", "IV."
    series           numbers that count on, scored by how surely they are the report's recommendations
    places           where a recommendation ends that starts at a number, and which of its text is the title
    recommendations  the best series, and the other places that print the same recommendations
    unnumbered       where no series is convincing: what the report's own section of recommendations sets apart
    practices        boxes and headed passages of good practice
    sections         everything else, as background
    parts, cover     the chapters that the recommendations fall into; the title of the report
    drafts           paragraphs -> entries: ids, titles, bodies, pages
    write, account   Markdown entries and report.yaml; what was found, for a person to read
    run              the whole, from PDF to folder

Beside it, for the reading panel: `quotes` finds the words of a quotation on a page, `show` draws the page with them
marked, in a child process again.
"""
