-- Movies that are not offered any more, of the data set or added.
CREATE TABLE withdrawn (movie INTEGER PRIMARY KEY);
