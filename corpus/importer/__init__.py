"""The PDF importer: a report as PDF becomes a corpus folder of Markdown entries with pages.

Read the files in this order, each is one step:

    pages            characters, boxes and labels of a PDF page; page pictures (the only file that knows pypdfium2)
    lines            characters -> words -> lines in reading order, over columns and boxes
    worker, reader   both in a child process with limits of time and memory -> one Page after the other
    furniture        running heads and feet, page numbers, browser print; what page number is printed
    footnotes        small type at the foot of the page
    text             lines -> paragraphs: hyphens, ligatures, bullets; paragraphs -> body with page offsets
    headings         which paragraphs are headings, and of what level; contents pages
    markers          numbers that may open a recommendation: "Recommendation 7:", "R7", "8.12", "IV."
    recommendations  the series of markers that are the report's recommendations, and where each one ends
    practices        boxes and headed passages of good practice
    sections         everything else, as background
    write, account   Markdown entries and report.yaml; what was found, for a person to read
    run              the whole, from PDF to folder
"""
